package io.edge4j.maven.export;

import java.util.List;

/**
 * One run of a block: every array by id, every call in order.
 *
 * @param axisSizes the size of each named axis in this run, in the axes' order
 */
record Trace(
    List<Long> axisSizes,
    List<TracedArray> arrays,
    List<TracedCall> calls,
    List<TracedArray> inputs,
    List<TracedArray> outputs) {}
