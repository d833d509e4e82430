package io.edge4j.maven.export;

import java.util.List;

/**
 * A call on an array as one trace saw it.
 *
 * @param operation interface and method, such as {@code NDArray.add}
 * @param arguments the receiver first: {@link TracedArray}, lists of them, {@code Long} and {@code
 *     long[]} for whatever counts or measures, {@code Double}, {@link IndexElement}s, or a literal;
 *     null for an argument that was left out
 * @param results one array, or those of the list that the call returned
 * @param path of the block that made the call, such as {@code 01Conv2d}
 * @param place the path and the source line, for messages
 */
record TracedCall(
    String operation,
    List<Object> arguments,
    List<TracedArray> results,
    String path,
    String place) {}
