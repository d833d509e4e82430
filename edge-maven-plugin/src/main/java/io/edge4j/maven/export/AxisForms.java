package io.edge4j.maven.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds how a size follows one named axis, in divisions, remainders and bounds. Runs allow many
 * such forms: it asks for another run until all that are left agree as far as runs were made.
 */
final class AxisForms {
  private static final int CANDIDATES = 400;
  private static final int SCANNED = 4096;

  /** How many times the example, at most, to see a number change once more. */
  private static final long FURTHEST = 80;

  private final SizePlan plan;
  private final List<AxisSizes> runs;
  private final Set<AxisSizes> impossible;

  /**
   * @param runs that were made, the examples' first
   * @param impossible sizes that the block does not run with
   */
  AxisForms(SizePlan plan, List<AxisSizes> runs, Set<AxisSizes> impossible) {
    this.plan = plan;
    this.runs = runs;
    this.impossible = impossible;
  }

  /**
   * A form of an axis, perhaps multiplied with another axis.
   *
   * @param times the other axis; negative for none
   */
  record Found(int axis, SizeForm form, int times) {}

  /** The size of an axis in all runs. */
  TracedDim axis(int axis) {
    return new TracedDim(runs.stream().map(run -> run.sizes().get(axis)).toList());
  }

  /**
   * The form; null when there is none.
   *
   * @throws UndeterminedSize when another run must tell
   */
  @Nullable Found find(TracedDim size) {
    int axes = plan.symbols().size();
    for (int times = -1; times < axes; times++) {
      for (int axis = 0; axis < axes; axis++) {
        SortedMap<Long, Long> points = axis == times ? null : points(size, axis, times);
        SizeForm form = points == null ? null : form(points, axis);
        if (form != null) {
          return new Found(axis, form, times);
        }
      }
    }
    return null;
  }

  /** From the axis' size to the number; null where another axis has a say. */
  private @Nullable SortedMap<Long, Long> points(TracedDim size, int axis, int times) {
    SortedMap<Long, Long> points = new TreeMap<>();
    for (int run = 0; run < runs.size(); run++) {
      long number = size.in(run);
      if (times >= 0) {
        long factor = runs.get(run).sizes().get(times);
        if (number % factor != 0) {
          return null;
        }
        number /= factor;
      }
      Long known = points.put(runs.get(run).sizes().get(axis), number);
      if (known != null && known != number) {
        return null;
      }
    }
    return points.values().stream().distinct().count() < 2 ? null : points;
  }

  private @Nullable SizeForm form(SortedMap<Long, Long> points, int axis) {
    List<SizeForm> forms = SizeForm.through(points);
    if (forms.isEmpty()) {
      return null;
    }
    SizeForm likeliest = forms.get(0);
    List<SizeForm> others = new ArrayList<>(forms.subList(1, Math.min(CANDIDATES, forms.size())));
    long best = 0;
    int told = 0;
    for (long size : sizes(points, axis)) {
      int tells = 0;
      for (SizeForm other : others) {
        tells += other.at(size) == likeliest.at(size) ? 0 : 1;
      }
      if (tells > told) {
        told = tells;
        best = size;
      }
    }
    if (told > 0) {
      throw new UndeterminedSize(runs.get(0).with(axis, best));
    }
    if (!showsItself(likeliest, points)) {
      lookFurther(points, axis);
      return null;
    }
    confirm(points, axis);
    return likeliest;
  }

  /** Two values can be one step of anything; a division shows itself in three. */
  private static boolean showsItself(SizeForm form, SortedMap<Long, Long> points) {
    if (form instanceof SizeForm.Remainder) {
      return true;
    }
    return points.values().stream()
            .filter(
                value -> !(form instanceof SizeForm.Bounded bounded) || value != bounded.bound())
            .distinct()
            .count()
        >= 3;
  }

  private void lookFurther(SortedMap<Long, Long> points, int axis) {
    long size = 2 * points.lastKey();
    AxisSizes run = runs.get(0).with(axis, size);
    if (size <= FURTHEST * runs.get(0).sizes().get(axis) && !impossible.contains(run)) {
      throw new UndeterminedSize(run);
    }
  }

  /** A form that only its own points confirm could be chance: two runs in between decide. */
  private void confirm(SortedMap<Long, Long> points, int axis) {
    for (long third = 1; third <= 2; third++) {
      long unit = plan.multiple(axis);
      long size = points.lastKey() * third / 3 / unit * unit;
      AxisSizes run = runs.get(0).with(axis, Math.max(unit, size));
      if (!points.containsKey(Math.max(unit, size)) && !impossible.contains(run)) {
        throw new UndeterminedSize(run);
      }
    }
  }

  /** Sizes up to the largest that was run, that could still be run. */
  private List<Long> sizes(SortedMap<Long, Long> points, int axis) {
    long unit = plan.multiple(axis);
    long most = points.lastKey() / unit;
    long stride = Math.max(1, most / SCANNED);
    List<Long> sizes = new ArrayList<>();
    Map<Long, Boolean> seen = new HashMap<>();
    for (long step = 1; step <= most; step += step <= SCANNED / 2 ? 1 : stride) {
      long size = step * unit;
      if (seen.put(size, true) == null
          && !points.containsKey(size)
          && !impossible.contains(runs.get(0).with(axis, size))) {
        sizes.add(size);
      }
    }
    return sizes;
  }
}
