package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An array of the computation that all traces agree on. Two values are the same only if they are
 * the same object.
 */
final class Value {
  private final TracedArray.Origin origin;
  private final @Nullable String name;
  private final DataType type;
  private final List<TracedDim> shape;
  private final @Nullable NDArray constant;

  /**
   * @param name of an input or a parameter; null for others
   * @param constant its values, where they follow neither the inputs' values nor their sizes; null
   *     for others
   */
  Value(
      TracedArray.Origin origin,
      @Nullable String name,
      DataType type,
      List<TracedDim> shape,
      @Nullable NDArray constant) {
    this.origin = origin;
    this.name = name;
    this.type = type;
    this.shape = List.copyOf(shape);
    this.constant = constant;
  }

  TracedArray.Origin origin() {
    return origin;
  }

  @Nullable String name() {
    return name;
  }

  DataType type() {
    return type;
  }

  List<TracedDim> shape() {
    return shape;
  }

  int rank() {
    return shape.size();
  }

  boolean isConstant() {
    return constant != null;
  }

  /** The values of a value that {@link #isConstant()}. */
  NDArray constant() {
    return Objects.requireNonNull(constant, "a value that follows the input has no constant");
  }

  /** An axis counted from the front, where the caller may count from the back with negatives. */
  int axis(long axis) {
    return Math.toIntExact(axis < 0 ? axis + rank() : axis);
  }
}
