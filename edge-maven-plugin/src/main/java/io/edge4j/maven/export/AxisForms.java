package io.edge4j.maven.export;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds how a size follows the named axes, and the axes of arrays that the block made of them.
 *
 * <p>Runs allow many rules, and only some of them are what the block does. So all rules that fit
 * are kept, those over axes that the block shortened or padded before among them, and another run
 * is asked for until all that are left agree as far as runs were made.
 */
final class AxisForms {
  private static final int CANDIDATES = 400;
  private static final int CANDIDATES_OF_DERIVED = 60;
  private static final int SCANNED = 1024;

  /** Sizes of an axis that must be seen before a rule over it is believed, if it has so many. */
  private static final int ENOUGH = 12;

  private static final int SCANNED_TOGETHER = 512;

  /** How many times the example, at most, to see a number change once more. */
  private static final long FURTHEST = 80;

  /** A size that no rule foretells. */
  private static final long UNKNOWN = Long.MIN_VALUE;

  private final SizePlan plan;
  private final List<AxisSizes> runs;
  private final Set<AxisSizes> impossible;
  private final List<TracedDim> named = new ArrayList<>();
  private final List<AxisSizes> cells;
  private final Map<TracedDim, long[]> foretold = new HashMap<>();

  /** Axes of arrays that are no named ones, in the order in which the block made them. */
  private final Set<TracedDim> derived = new LinkedHashSet<>();

  /** Axes that values decide, which no other run can tell anything about. */
  private final Set<TracedDim> valued = new LinkedHashSet<>();

  private final List<Guess> guesses = new ArrayList<>();

  /**
   * A rule that runs with sizes of their own should confirm.
   *
   * @param rule in words, the same for the same rule after further runs
   * @param refusal for when they do not
   */
  record Guess(String rule, UnsupportedCall refusal) {}

  /**
   * @param runs that were made, the examples' first
   * @param impossible sizes that the block does not run with
   */
  AxisForms(SizePlan plan, List<AxisSizes> runs, Set<AxisSizes> impossible) {
    this.plan = plan;
    this.runs = runs;
    this.impossible = impossible;
    for (int axis = 0; axis < plan.symbols().size(); axis++) {
      int a = axis;
      named.add(new TracedDim(runs.stream().map(run -> run.sizes().get(a)).toList()));
    }
    cells = cells();
  }

  /** From here on rules over this size of an array are sought, too. */
  void available(TracedDim size) {
    if (size.followsValues()) {
      valued.add(size);
    } else if (!named.contains(size)) {
      derived.add(size);
    }
  }

  /** Rules that more runs should confirm. */
  List<Guess> guesses() {
    return guesses;
  }

  /**
   * The rule; null when there is none.
   *
   * @throws UndeterminedSize when another run must tell
   */
  @Nullable SizeRule find(Call call, TracedDim size) {
    if (size.followsValues()) {
      List<SizeRule> rules = exact(List.copyOf(valued), size);
      return rules.isEmpty() ? null : rules.get(0);
    }
    // Through all runs, far and near, without remainder: that is no chance.
    List<SizeRule> certain = exact(named, size);
    if (!certain.isEmpty()) {
      return certain.get(0);
    }
    SizeRule rule = likeliest(call, size);
    if (rule != null) {
      guesses.add(new Guess(describe(rule), undetermined(call, size)));
    }
    return rule;
  }

  /**
   * Makes sure that a size of an array is not another number, which happens to be the same so far.
   *
   * @throws UndeterminedSize when another run must tell
   */
  void requireTold(Call call, TracedDim axis) {
    if (derived.contains(axis)) {
      find(call, axis);
    }
  }

  private @Nullable SizeRule likeliest(Call call, TracedDim size) {
    List<SizeRule> rules = new ArrayList<>();
    if (derived.contains(size)) {
      rules.add(SizeRule.of(size));
    }
    for (TracedDim base : derived) {
      if (!base.equals(size)) {
        addIfPresent(SizeRule.exact(base, size), rules);
      }
    }
    if (rules.isEmpty()) {
      List<TracedDim> bases = new ArrayList<>(named);
      bases.addAll(derived);
      addPairs(bases, size, rules);
    }
    addForms(size, rules);
    if (rules.isEmpty()) {
      return null;
    }
    requireAgreement(call, size, rules.get(0), rules.subList(1, rules.size()));
    for (SizeRule rule : rules) {
      if (rule.showsItself(size)) {
        requireSeen(call, size, rule.base());
        return rule;
      }
    }
    lookFurther(call, size);
    return null;
  }

  private static List<SizeRule> exact(List<TracedDim> bases, TracedDim size) {
    List<SizeRule> rules = new ArrayList<>();
    for (TracedDim base : bases) {
      addIfPresent(SizeRule.exact(base, size), rules);
    }
    if (rules.isEmpty()) {
      addPairs(bases, size, rules);
    }
    return rules;
  }

  private static void addPairs(List<TracedDim> bases, TracedDim size, List<SizeRule> rules) {
    for (TracedDim a : bases) {
      for (TracedDim b : bases) {
        for (SizeRule.Pair pair : SizeRule.Pair.values()) {
          addIfPresent(SizeRule.exact(a, pair, b, size), rules);
        }
      }
    }
  }

  private static void addIfPresent(@Nullable SizeRule rule, List<SizeRule> rules) {
    if (rule != null) {
      rules.add(rule);
    }
  }

  private String describe(SizeRule rule) {
    return describe(rule.base())
        + (rule.other() == null ? "" : " " + rule.pair() + " " + describe(rule.other()))
        + " by "
        + rule.form()
        + (rule.times() == null ? "" : " times " + describe(rule.times()));
  }

  private String describe(TracedDim size) {
    int axis = named.indexOf(size);
    return axis >= 0 ? plan.symbols().get(axis) : "size " + List.copyOf(derived).indexOf(size);
  }

  /** Divisions, remainders and bounds of a named axis, perhaps times another, and of others. */
  private void addForms(TracedDim size, List<SizeRule> rules) {
    for (int times = -1; times < named.size(); times++) {
      for (int axis = 0; axis < named.size(); axis++) {
        if (axis != times) {
          TracedDim factor = times < 0 ? null : named.get(times);
          addForms(size, named.get(axis), factor, CANDIDATES, rules);
        }
      }
    }
    for (TracedDim base : derived) {
      if (!base.equals(size)) {
        addForms(size, base, null, CANDIDATES_OF_DERIVED, rules);
      }
    }
  }

  private static void addForms(
      TracedDim size, TracedDim base, @Nullable TracedDim times, int most, List<SizeRule> rules) {
    SortedMap<Long, Long> points = points(size, base, times);
    if (points != null) {
      SizeForm.through(points, most)
          .forEach(form -> rules.add(new SizeRule(base, null, null, form, times)));
    }
  }

  /** From the base to the number; null where something else has a say. */
  private static @Nullable SortedMap<Long, Long> points(
      TracedDim size, TracedDim base, @Nullable TracedDim times) {
    SortedMap<Long, Long> points = new TreeMap<>();
    for (int run = 0; run < size.observed().size(); run++) {
      long number = size.in(run);
      if (times != null) {
        if (number % times.in(run) != 0) {
          return null;
        }
        number /= times.in(run);
      }
      Long known = points.put(base.in(run), number);
      if (known != null && known != number) {
        return null;
      }
    }
    return points.values().stream().distinct().count() < 2 ? null : points;
  }

  /** Asks for the run that tells most of the others from the likeliest. */
  private void requireAgreement(
      Call call, TracedDim size, SizeRule likeliest, List<SizeRule> others) {
    long[] expected = numbers(likeliest);
    int[] tells = new int[cells.size()];
    for (SizeRule other : others) {
      long[] numbers = numbers(other);
      for (int i = 0; i < tells.length; i++) {
        if (expected[i] != UNKNOWN && numbers[i] != UNKNOWN && numbers[i] != expected[i]) {
          tells[i]++;
        }
      }
    }
    int best = 0;
    for (int i = 1; i < tells.length; i++) {
      if (tells[i] > tells[best]) {
        best = i;
      }
    }
    if (tells.length > 0 && tells[best] > 0) {
      throw new UndeterminedSize(cells.get(best), undetermined(call, size));
    }
  }

  /**
   * Asks for a run with another size of the axis that a rule starts from, until enough of them were
   * seen, or all: a length that was cut to 7 is mostly 7, and tells little.
   */
  private void requireSeen(Call call, TracedDim size, TracedDim base) {
    TreeSet<Long> seen = new TreeSet<>(base.observed());
    if (seen.size() >= ENOUGH) {
      return;
    }
    long[] numbers = foretold(base);
    int best = -1;
    long widest = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] != UNKNOWN) {
        Long below = seen.floor(numbers[i]);
        Long above = seen.ceiling(numbers[i]);
        long gap =
            Math.min(
                below == null ? Long.MAX_VALUE : numbers[i] - below,
                above == null ? Long.MAX_VALUE : above - numbers[i]);
        if (gap > widest) {
          widest = gap;
          best = i;
        }
      }
    }
    if (best >= 0) {
      throw new UndeterminedSize(cells.get(best), undetermined(call, size));
    }
  }

  /** What a rule says for each cell. */
  private long[] numbers(SizeRule rule) {
    long[] base = foretold(rule.base());
    long[] other = rule.other() == null ? base : foretold(rule.other());
    long[] times = rule.times() == null ? base : foretold(rule.times());
    long[] numbers = new long[cells.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          base[i] == UNKNOWN || other[i] == UNKNOWN || times[i] == UNKNOWN
              ? UNKNOWN
              : rule.at(base[i], other[i], times[i]);
    }
    return numbers;
  }

  /** What a size will be in each cell, as far as the likeliest rule for it says. */
  private long[] foretold(TracedDim size) {
    long[] known = foretold.get(size);
    if (known != null) {
      return known;
    }
    int axis = named.indexOf(size);
    long[] numbers = new long[cells.size()];
    Arrays.fill(numbers, UNKNOWN);
    // While it is sought it is unknown, so that no two sizes are explained by each other.
    foretold.put(size, numbers);
    if (axis >= 0) {
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = cells.get(i).sizes().get(axis);
      }
    } else {
      List<SizeRule> rules = exact(named, size);
      if (rules.isEmpty()) {
        addForms(size, rules);
      }
      if (!rules.isEmpty()) {
        numbers = numbers(rules.get(0));
      }
    }
    foretold.put(size, numbers);
    return numbers;
  }

  private void lookFurther(Call call, TracedDim number) {
    for (int axis = 0; axis < named.size(); axis++) {
      if (points(number, named.get(axis), null) != null) {
        long size = 2 * largest(axis);
        AxisSizes run = runs.get(0).with(axis, size);
        if (size <= FURTHEST * runs.get(0).sizes().get(axis) && !impossible.contains(run)) {
          throw new UndeterminedSize(run, undetermined(call, number));
        }
      }
    }
  }

  private UnsupportedCall undetermined(Call call, TracedDim size) {
    return call.refuse(
        "a number follows the sizes of the inputs ("
            + AxisSizes.describe(size, call.runs())
            + ") in a way that "
            + runs.size()
            + " runs do not tell. Compute it with arrays, in fewer steps, or fix the axis it depends"
            + " on");
  }

  private long largest(int axis) {
    return named.get(axis).observed().stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  private long smallest(int axis) {
    return named.get(axis).observed().stream().mapToLong(Long::longValue).min().orElseThrow();
  }

  /** The size up to which the block does not run with the axis, as far as was tried. */
  private long tooSmall(int axis) {
    return impossible.stream()
        .filter(run -> run.equals(runs.get(0).with(axis, run.sizes().get(axis))))
        .mapToLong(run -> run.sizes().get(axis))
        .filter(size -> size < smallest(axis))
        .max()
        .orElse(0);
  }

  /**
   * Sizes that could still be run: of each axis alone, up to the largest that was run, and of all
   * together.
   */
  private List<AxisSizes> cells() {
    Set<AxisSizes> all = new LinkedHashSet<>();
    for (int axis = 0; axis < named.size(); axis++) {
      long unit = plan.multiple(axis);
      long most = largest(axis) / unit;
      long stride = Math.max(1, most / SCANNED);
      for (long step = tooSmall(axis) / unit + 1;
          step <= most;
          step += step <= SCANNED / 2 ? 1 : stride) {
        all.add(runs.get(0).with(axis, step * unit));
      }
    }
    if (named.size() > 1) {
      Random random = new Random(1);
      for (int i = 0; i < SCANNED_TOGETHER; i++) {
        AxisSizes cell = runs.get(0);
        for (int axis = 0; axis < named.size(); axis++) {
          // Together they need not be large: what one axis does alone is seen above.
          long unit = plan.multiple(axis);
          long least = smallest(axis) / unit;
          long most = Math.max(least, largest(axis) / unit / 3);
          cell = cell.with(axis, random.nextLong(least, most + 1) * unit);
        }
        all.add(cell);
      }
    }
    runs.forEach(all::remove);
    all.removeAll(impossible);
    return List.copyOf(all);
  }
}
