package io.edge4j.maven.export;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The size of each named axis in one run of a block.
 *
 * @param symbols names of the axes
 * @param sizes in the names' order
 */
record AxisSizes(List<String> symbols, List<Long> sizes) {

  AxisSizes {
    symbols = List.copyOf(symbols);
    sizes = List.copyOf(sizes);
  }

  long of(String symbol) {
    return sizes.get(symbols.indexOf(symbol));
  }

  /** The same, but for one axis. */
  AxisSizes with(int axis, long size) {
    List<Long> changed = new ArrayList<>(sizes);
    changed.set(axis, size);
    return new AxisSizes(symbols, changed);
  }

  /** In how many axes two runs differ. */
  int distance(AxisSizes other) {
    return differing(other).size();
  }

  /** Such as {@code batch 2 and 37}, of those axes only that differ. */
  String against(AxisSizes other) {
    List<Integer> axes = differing(other);
    if (axes.isEmpty()) {
      return "the same sizes, other values";
    }
    return axes.stream()
        .map(
            i -> "axis " + symbols.get(i) + " of " + sizes.get(i) + " and of " + other.sizes.get(i))
        .collect(Collectors.joining(", "));
  }

  private List<Integer> differing(AxisSizes other) {
    return IntStream.range(0, sizes.size())
        .filter(i -> !sizes.get(i).equals(other.sizes.get(i)))
        .boxed()
        .toList();
  }

  /** Such as {@code batch 2, sequence 16}. */
  @Override
  public String toString() {
    return IntStream.range(0, sizes.size())
        .mapToObj(i -> symbols.get(i) + " " + sizes.get(i))
        .collect(Collectors.joining(", "));
  }

  /**
   * What a size was in runs that tell about it: the first, and up to three others in which it or
   * the axes differ.
   */
  static String describe(TracedDim size, List<AxisSizes> runs) {
    StringBuilder text = new StringBuilder();
    text.append(size.in(0)).append(" with ").append(runs.get(0));
    int told = 0;
    for (int distance = 1; distance <= runs.get(0).sizes().size(); distance++) {
      for (int i = 1; i < runs.size() && told < 3; i++) {
        if (runs.get(0).distance(runs.get(i)) == distance && size.in(i) != size.in(0)) {
          text.append(", ").append(size.in(i)).append(" with ").append(runs.get(i));
          told++;
        }
      }
    }
    return text.toString();
  }
}
