package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexAll;
import ai.djl.ndarray.index.dim.NDIndexBooleans;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexNull;
import ai.djl.ndarray.index.dim.NDIndexPick;
import ai.djl.ndarray.index.dim.NDIndexSlice;
import ai.djl.ndarray.index.dim.NDIndexTake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One element of an {@link NDIndex}.
 *
 * @param kind what it does to its axis
 * @param numbers the fixed position, or begin, end and step of a slice; null where the slice leaves
 *     one out
 * @param array the array of positions or truth values; null for the kinds without one. In a trace
 *     it is a {@link TracedArray}, in a {@link TracedGraph} a {@link Value}.
 */
record IndexElement(Kind kind, List<Object> numbers, @Nullable Object array) {

  /** What an element does to its axis. */
  enum Kind {
    ALL,
    ELLIPSIS,
    NEW_AXIS,
    FIXED,
    SLICE,
    TAKE,
    PICK,
    BOOLEANS
  }

  /** In a {@link TracedGraph}: the positions, or truth values, of a kind that has them. */
  Value positions() {
    return (Value) Objects.requireNonNull(array, () -> "an index element without array: " + kind);
  }

  /** Reads an index; {@code traced} says what an array in it is called. */
  static List<IndexElement> of(NDIndex index, Function<NDArray, TracedArray> traced) {
    List<IndexElement> elements = new ArrayList<>();
    List<NDIndexElement> indices = index.getIndices();
    for (int i = 0; i <= indices.size(); i++) {
      if (i == index.getEllipsisIndex()) {
        elements.add(new IndexElement(Kind.ELLIPSIS, List.of(), null));
      }
      if (i < indices.size()) {
        elements.add(of(indices.get(i), traced));
      }
    }
    return elements;
  }

  /** The same index over other arrays, for the engine that does not know the traced ones. */
  static NDIndex unwrapped(NDIndex index, UnaryOperator<NDArray> real) {
    if (index.stream().noneMatch(IndexElement::hasArray)) {
      return index;
    }
    // An index that is built as positions has the right rank; its elements are then put in place.
    NDIndex copy = new NDIndex(new long[index.getRank()]);
    copy.getIndices().clear();
    for (int i = 0; i <= index.getIndices().size(); i++) {
      if (i == index.getEllipsisIndex()) {
        copy.addEllipseDim();
      }
      if (i < index.getIndices().size()) {
        copy.getIndices().add(unwrapped(index.getIndices().get(i), real));
      }
    }
    return copy;
  }

  private static boolean hasArray(NDIndexElement element) {
    return element instanceof NDIndexTake
        || element instanceof NDIndexPick
        || element instanceof NDIndexBooleans;
  }

  private static NDIndexElement unwrapped(NDIndexElement element, UnaryOperator<NDArray> real) {
    if (element instanceof NDIndexTake take) {
      return new NDIndexTake(real.apply(take.getIndex()));
    }
    if (element instanceof NDIndexPick pick) {
      return new NDIndexPick(real.apply(pick.getIndex()));
    }
    if (element instanceof NDIndexBooleans booleans) {
      return new NDIndexBooleans(real.apply(booleans.getIndex()));
    }
    return element;
  }

  private static IndexElement of(NDIndexElement element, Function<NDArray, TracedArray> traced) {
    if (element instanceof NDIndexAll) {
      return new IndexElement(Kind.ALL, List.of(), null);
    }
    if (element instanceof NDIndexNull) {
      return new IndexElement(Kind.NEW_AXIS, List.of(), null);
    }
    if (element instanceof NDIndexFixed fixed) {
      return new IndexElement(Kind.FIXED, List.of(fixed.getIndex()), null);
    }
    if (element instanceof NDIndexSlice slice) {
      return new IndexElement(
          Kind.SLICE, Arrays.asList(slice.getMin(), slice.getMax(), slice.getStep()), null);
    }
    if (element instanceof NDIndexTake take) {
      return new IndexElement(Kind.TAKE, List.of(), traced.apply(take.getIndex()));
    }
    if (element instanceof NDIndexPick pick) {
      return new IndexElement(Kind.PICK, List.of(), traced.apply(pick.getIndex()));
    }
    if (element instanceof NDIndexBooleans booleans) {
      return new IndexElement(Kind.BOOLEANS, List.of(), traced.apply(booleans.getIndex()));
    }
    throw new UnsupportedCall("an index element of " + element.getClass().getName());
  }
}
