package io.edge4j.maven.export;

import java.util.List;

/**
 * One run of a block: every array by id, every call in order.
 *
 * @param axisSizes the size of each named axis in this run
 * @param bytes that the results of its calls hold, whether or not they were computed
 */
record Trace(
    AxisSizes axisSizes,
    List<TracedArray> arrays,
    List<TracedCall> calls,
    List<TracedArray> inputs,
    List<TracedArray> outputs,
    long bytes) {

  /** Whether the values of inputs decide a size in it. */
  boolean hasValueSizes() {
    return arrays.stream().anyMatch(array -> !array.valueSizes().isNone());
  }
}
