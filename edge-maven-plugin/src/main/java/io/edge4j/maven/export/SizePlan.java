package io.edge4j.maven.export;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Chooses the sizes of the named axes that a block is run with. Some lie next to the examples: the
 * block must run with those. Others are far away, about 3 and 17 times as large, and as small as
 * can be: a number that Java computes from a size may well be the same for all sizes nearby.
 */
final class SizePlan {
  /**
   * What is added to an axis' example size, run by run, in units of what it is a multiple of. The
   * runs must tell axes apart, hence one column an axis, no two alike.
   */
  private static final int[][] STEPS = {
    {0, 0, 0, 0}, {1, 0, 2, 1}, {3, 2, 0, 1}, {5, 3, 1, 4}, {2, 5, 4, 0}
  };

  /** Where the block does not run with the first, the next is tried. */
  private static final long[][] FAR = {{17, 3}, {8, 1}, {5, 2}};

  private static final int CONFIRMING = 6;

  private static final long[] ROUND = {240, 48, 24, 8};

  private final List<String> symbols;
  private final List<Long> units;
  private final List<Long> multiples;

  SizePlan(List<InputSpec> specs) {
    List<String> names = new ArrayList<>();
    List<Long> examples = new ArrayList<>();
    List<Long> common = new ArrayList<>();
    for (InputSpec spec : specs) {
      for (InputSpec.Axis axis : spec.axes()) {
        if (axis.symbol() == null) {
          continue;
        }
        int known = names.indexOf(axis.symbol());
        if (known < 0) {
          names.add(axis.symbol());
          examples.add(axis.size());
          common.add(axis.multiple());
        } else {
          examples.set(known, Math.max(examples.get(known), axis.size()));
          common.set(known, commonMultiple(common.get(known), axis.multiple()));
        }
      }
    }
    symbols = List.copyOf(names);
    multiples = List.copyOf(common);
    List<Long> wholes = new ArrayList<>();
    for (int i = 0; i < symbols.size(); i++) {
      // Sizes of one behave in ways of their own (they broadcast): an example is never one.
      long example = Math.max(2, examples.get(i));
      wholes.add((example + multiples.get(i) - 1) / multiples.get(i));
    }
    units = List.copyOf(wholes);
  }

  List<String> symbols() {
    return symbols;
  }

  /** What every size of the axis is a multiple of. */
  long multiple(int axis) {
    return multiples.get(axis);
  }

  /** The example sizes first, then others next to them. At least two, without axes too. */
  List<AxisSizes> near() {
    int runs = symbols.isEmpty() ? 2 : symbols.size() == 1 ? 3 : STEPS.length;
    List<AxisSizes> near = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      List<Long> sizes = new ArrayList<>();
      for (int axis = 0; axis < symbols.size(); axis++) {
        sizes.add(size(axis, units.get(axis) + STEPS[run][axis % STEPS[run].length]));
      }
      near.add(new AxisSizes(symbols, sizes));
    }
    return near;
  }

  /**
   * Sizes far from the examples. Each element is a list of alternatives, the first of which that
   * the block runs with is enough. First one axis at a time, so that what changes can be told from
   * which axis it changes with, then all together.
   */
  List<List<AxisSizes>> far() {
    AxisSizes examples = near().get(0);
    List<List<AxisSizes>> far = new ArrayList<>();
    for (int axis = 0; axis < symbols.size(); axis++) {
      far.add(List.of(examples.with(axis, size(axis, 1))));
      List<AxisSizes> alternatives = new ArrayList<>();
      for (long[] times : FAR) {
        long unit = times[0] * units.get(axis) + times[1];
        alternatives.add(examples.with(axis, size(axis, unit)));
      }
      far.add(alternatives);
    }
    if (!symbols.isEmpty()) {
      List<Long> sizes = new ArrayList<>();
      for (int axis = 0; axis < symbols.size(); axis++) {
        sizes.add(size(axis, round(3 * units.get(axis) + 1 + axis)));
      }
      far.add(List.of(new AxisSizes(symbols, sizes)));
    }
    return far;
  }

  /**
   * The next number that many others divide, if there is one near: code that asks whether a size is
   * a multiple of 8 is to meet one that is.
   */
  private static long round(long unit) {
    for (long multiple : ROUND) {
      if (unit > multiple / 3) {
        return (unit + multiple - 1) / multiple * multiple;
      }
    }
    return unit;
  }

  /**
   * Sizes of all axes for runs that confirm what was told from the others, in no order: other ones
   * for each round, and none below those that the block ran with.
   */
  List<AxisSizes> confirming(int round, List<AxisSizes> runs) {
    Random random = new Random(round);
    List<AxisSizes> confirming = new ArrayList<>();
    for (int run = 0; run < CONFIRMING; run++) {
      List<Long> sizes = new ArrayList<>();
      for (int axis = 0; axis < symbols.size(); axis++) {
        // Up to 4 times the example, and one axis in turn up to 17 times.
        long times = run % symbols.size() == axis ? FAR[0][0] : 4;
        int a = axis;
        long least = runs.stream().mapToLong(ran -> ran.sizes().get(a)).min().orElse(1);
        long unit = least / multiples.get(axis);
        long most = times * units.get(axis);
        // Small ones as often as large ones: what is cut, or padded, differs among those.
        long drawn = Math.round(unit * Math.pow((double) most / unit, random.nextDouble()));
        sizes.add(size(axis, run < CONFIRMING / 2 ? drawn : random.nextLong(unit, most + 1)));
      }
      confirming.add(new AxisSizes(symbols, sizes));
    }
    return confirming;
  }

  private long size(int axis, long unit) {
    return unit * multiples.get(axis);
  }

  private static long commonMultiple(long a, long b) {
    return a / greatestCommonDivisor(a, b) * b;
  }

  private static long greatestCommonDivisor(long a, long b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
