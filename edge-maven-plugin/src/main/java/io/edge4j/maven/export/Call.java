package io.edge4j.maven.export;

import java.util.List;

/**
 * A call that all traces agree on.
 *
 * @param operation interface and method, such as {@code NDArray.add}
 * @param arguments the receiver first: {@link Value}, lists of them, {@link TracedDim} and lists of
 *     them, {@code Double}, {@link IndexElement}s, or a literal; null for what was left out
 * @param results what the call returned
 * @param path of the block that made it
 * @param place path and source line, for messages
 * @param runs the traces' axis sizes, for messages
 */
record Call(
    String operation,
    List<Object> arguments,
    List<Value> results,
    String path,
    String place,
    List<AxisSizes> runs) {

  /** The array that the method was called on. */
  Value receiver() {
    return value(0);
  }

  Value result() {
    return results.get(0);
  }

  int count() {
    return arguments.size();
  }

  boolean has(int index) {
    return index < arguments.size() && arguments.get(index) != null;
  }

  boolean isValue(int index) {
    return has(index) && arguments.get(index) instanceof Value;
  }

  boolean isSize(int index) {
    return has(index) && arguments.get(index) instanceof TracedDim;
  }

  Value value(int index) {
    return (Value) arguments.get(index);
  }

  List<Value> values(int index) {
    return listOf(index, Value.class);
  }

  TracedDim size(int index) {
    return (TracedDim) arguments.get(index);
  }

  List<TracedDim> sizes(int index) {
    return listOf(index, TracedDim.class);
  }

  List<IndexElement> indices(int index) {
    return listOf(index, IndexElement.class);
  }

  /** A whole number that follows no size. */
  long fixed(int index) {
    return requireFixed(size(index));
  }

  /** Whole numbers that follow no size. */
  long[] fixedAll(int index) {
    return sizes(index).stream().mapToLong(this::requireFixed).toArray();
  }

  double real(int index) {
    Object argument = arguments.get(index);
    return argument instanceof TracedDim size
        ? requireFixed(size)
        : ((Number) argument).doubleValue();
  }

  boolean flag(int index) {
    return (Boolean) arguments.get(index);
  }

  <T> T literal(int index, Class<T> type) {
    return type.cast(arguments.get(index));
  }

  UnsupportedCall refuse(String reason) {
    return UnsupportedCall.of(operation, place, reason);
  }

  private long requireFixed(TracedDim size) {
    if (!size.isFixed()) {
      throw refuse(
          "an argument follows the size of an input ("
              + AxisSizes.describe(size, runs)
              + "), where ONNX takes a fixed number; fix that axis of the input");
    }
    return size.fixed();
  }

  private <T> List<T> listOf(int index, Class<T> type) {
    return ((List<?>) arguments.get(index)).stream().map(type::cast).toList();
  }
}
