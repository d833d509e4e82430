package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which axes of an array are as long as values have it, such as the rows that {@code nonzero}
 * finds.
 *
 * @param axes counted from the front; empty where all sizes follow from sizes
 * @param source the call that made the first of them, and its place; empty without axes
 */
record ValueSizes(Set<Integer> axes, String source) {
  static final ValueSizes NONE = new ValueSizes(Set.of(), "");

  ValueSizes {
    axes = Set.copyOf(axes);
  }

  boolean isNone() {
    return axes.isEmpty();
  }

  /**
   * Those of a call's result. Where the call itself does not let values decide, an axis of the
   * result is free of them if a size that is free of them, of an argument or in the call, is equal
   * to it.
   *
   * @param noted the call's arguments, the receiver first
   * @param index of the result among the call's results
   */
  static ValueSizes of(
      String operation, List<Object> noted, NDArray result, int index, String place) {
    int decided = decided(operation, noted, index);
    if (decided >= 0 && decided < result.getShape().dimension()) {
      return new ValueSizes(Set.of(decided), operation + " at " + place);
    }
    List<TracedArray> arrays = new ArrayList<>();
    Set<Long> free = new HashSet<>(Set.of(1L));
    noted.forEach(argument -> collect(argument, arrays, free));
    String source = "";
    Set<Long> taken = new HashSet<>();
    for (TracedArray array : arrays) {
      for (int axis = 0; axis < array.shape().size(); axis++) {
        if (array.valueSizes().axes().contains(axis)) {
          taken.add(array.shape().get(axis));
          source = array.valueSizes().source();
        } else {
          free.add(array.shape().get(axis));
        }
      }
    }
    if (taken.isEmpty()) {
      return NONE;
    }
    Set<Integer> axes = new TreeSet<>();
    for (int axis = 0; axis < result.getShape().dimension(); axis++) {
      long size = result.getShape().get(axis);
      if (taken.contains(size) || !free.contains(size)) {
        axes.add(axis);
      }
    }
    return axes.isEmpty() ? NONE : new ValueSizes(axes, source);
  }

  /** The axis whose length the call itself lets values decide; negative when there is none. */
  private static int decided(String operation, List<Object> noted, int index) {
    boolean follows =
        noted.stream().anyMatch(argument -> argument instanceof TracedArray a && a.followsInput());
    return switch (operation) {
      case "NDArray.nonzero" -> follows ? 0 : -1;
      case "NDArray.booleanMask" ->
          follows ? Math.toIntExact(noted.size() > 2 ? (Long) noted.get(2) : 0) : -1;
      // Arguments: receiver, axis or nothing, whether sorted, with positions, with counts.
      case "NDArray.unique" ->
          !follows || (index == 1 && Boolean.TRUE.equals(noted.get(3)))
              ? -1
              : index == 0 && noted.get(1) instanceof Long axis
                  ? Math.toIntExact(axis < 0 ? axis + rank(noted) : axis)
                  : 0;
      case "NDArray.get" -> maskedAxis(noted.get(1));
      default -> -1;
    };
  }

  private static int rank(List<Object> noted) {
    return ((TracedArray) noted.get(0)).shape().size();
  }

  private static int maskedAxis(Object index) {
    if (index instanceof List<?> elements) {
      int axis = 0;
      for (Object element : elements) {
        if (element instanceof IndexElement one) {
          if (one.kind() == IndexElement.Kind.BOOLEANS
              && one.array() instanceof TracedArray mask
              && mask.followsInput()) {
            return axis;
          }
          axis += one.kind() == IndexElement.Kind.FIXED ? 0 : 1;
        }
      }
    }
    return -1;
  }

  private static void collect(Object argument, List<TracedArray> arrays, Set<Long> free) {
    if (argument instanceof TracedArray array) {
      arrays.add(array);
    } else if (argument instanceof IndexElement element) {
      if (element.array() != null) {
        collect(element.array(), arrays, free);
      }
      element.numbers().stream().filter(n -> n != null).forEach(n -> collect(n, arrays, free));
    } else if (argument instanceof List<?> list) {
      list.forEach(element -> collect(element, arrays, free));
    } else if (argument instanceof Long number) {
      free.add(number);
    } else if (argument instanceof long[] numbers) {
      for (long number : numbers) {
        free.add(number);
      }
    }
  }

  /** A shape that refuses to tell these axes' sizes. */
  Shape guarded(Shape shape, Refusal refusal) {
    return isNone() ? shape : new Guarded(shape, axes, refusal);
  }

  /** Refuses that a size is read. */
  interface Refusal {
    UnsupportedCall get();
  }

  private static final class Guarded extends Shape {
    private final Set<Integer> axes;
    private final Refusal refusal;

    Guarded(Shape shape, Set<Integer> axes, Refusal refusal) {
      super(shape.getShape().clone());
      this.axes = axes;
      this.refusal = refusal;
    }

    @Override
    public long get(int dimension) {
      require(dimension, dimension + 1);
      return super.get(dimension);
    }

    @Override
    public long[] getShape() {
      throw refusal.get();
    }

    @Override
    public long getLastDimension() {
      require(dimension() - 1, dimension());
      return super.getLastDimension();
    }

    @Override
    public long size() {
      throw refusal.get();
    }

    @Override
    public long size(int... dimensions) {
      for (int dimension : dimensions) {
        require(dimension, dimension + 1);
      }
      return super.size(dimensions);
    }

    @Override
    public Shape slice(int beginIndex) {
      return slice(beginIndex, dimension());
    }

    @Override
    public Shape slice(int beginIndex, int endIndex) {
      require(beginIndex, endIndex);
      return super.slice(beginIndex, endIndex);
    }

    @Override
    public java.util.stream.Stream<ai.djl.util.Pair<Long, ai.djl.ndarray.types.LayoutType>>
        stream() {
      throw refusal.get();
    }

    @Override
    public Shape add(long... dimensions) {
      throw refusal.get();
    }

    @Override
    public Shape addAll(Shape other) {
      throw refusal.get();
    }

    @Override
    public long head() {
      return get(0);
    }

    @Override
    public long tail() {
      return get(dimension() - 1);
    }

    @Override
    public int getTrailingOnes() {
      throw refusal.get();
    }

    @Override
    public int getLeadingOnes() {
      throw refusal.get();
    }

    @Override
    public boolean hasZeroDimension() {
      throw refusal.get();
    }

    @Override
    public byte[] getEncoded() {
      throw refusal.get();
    }

    @Override
    public boolean equals(Object other) {
      throw refusal.get();
    }

    @Override
    public int hashCode() {
      throw refusal.get();
    }

    private void require(int from, int to) {
      if (axes.stream().anyMatch(axis -> axis >= from && axis < to)) {
        throw refusal.get();
      }
    }
  }
}
