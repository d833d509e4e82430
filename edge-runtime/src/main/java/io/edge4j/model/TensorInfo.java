package io.edge4j.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An input or output as the ONNX file declares it.
 *
 * @param name its name in the graph
 * @param type its element type in ONNX's spelling, for example {@code float} or {@code int64}; for
 *     a value that is no tensor, {@code sequence}, {@code map} or {@code optional}
 * @param dims its axes, batch axis included; empty for a scalar and for what is no tensor
 * @since 0.1.0
 */
public record TensorInfo(String name, String type, List<Dim> dims) {
  public TensorInfo {
    dims = List.copyOf(dims);
  }

  /** The element type; empty for a value that is no tensor. */
  public Optional<ElementType> elementType() {
    return ElementType.ofName(type);
  }

  /** Sizes of the axes, {@code -1} for one that is open. */
  public List<Long> shape() {
    return dims.stream().map(Dim::size).toList();
  }

  /** Whether the first axis counts samples: it is open, or has size 1 and is not the only one. */
  public boolean hasBatchAxis() {
    return !dims.isEmpty()
        && (dims.get(0).isOpen() || (dims.get(0).size() == 1 && dims.size() > 1));
  }

  /** Whether values of that shape fit: axes of the same number, each open or of that size. */
  public boolean accepts(List<Long> shape) {
    if (shape.size() != dims.size()) {
      return false;
    }
    for (int axis = 0; axis < shape.size(); axis++) {
      if (!dims.get(axis).isOpen() && dims.get(axis).size() != shape.get(axis)) {
        return false;
      }
    }
    return true;
  }

  /** For example {@code input_ids: int64[batch, sequence]}. */
  @Override
  public String toString() {
    return name
        + ": "
        + type
        + dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
  }
}
