package io.edge4j.maven.onnx;

import java.util.List;

/**
 * A constant that a value stands for, found behind the nodes that only pass it on.
 *
 * @param tensor the elements as they are stored
 * @param home the graph that stores them
 * @param transposed whether the value is the stored matrix with its two axes swapped
 * @param overridable whether a caller of the model may put an input in its place
 */
public record Constant(Initializer tensor, Graph home, boolean transposed, boolean overridable) {

  /** The dimensions of the value, as whoever reads it sees them. */
  public List<Long> dims() {
    List<Long> dims = tensor.dims();
    return transposed ? List.of(dims.get(1), dims.get(0)) : dims;
  }
}
