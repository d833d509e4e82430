package io.edge4j.runtime;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An input or output as the ONNX file declares it.
 *
 * @param name its name in the graph
 * @param type its element type in ONNX's spelling, for example {@code float} or {@code int64}; for
 *     a value that is no tensor, {@code sequence} or {@code map}
 * @param shape its axes, batch axis included; {@code -1} for one whose size is free
 */
public record TensorInfo(String name, String type, List<Long> shape) {
  public TensorInfo {
    shape = List.copyOf(shape);
  }

  /** For example {@code input: float[?, 1, 28, 28]}. */
  @Override
  public String toString() {
    return name
        + ": "
        + type
        + shape.stream()
            .map(axis -> axis < 0 ? "?" : Long.toString(axis))
            .collect(Collectors.joining(", ", "[", "]"));
  }
}
