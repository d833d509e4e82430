package io.edge4j.maven.export;

import java.util.List;

/**
 * How far PyTorch's outputs and ONNX Runtime's lie apart on the same inputs.
 *
 * @param samples how many were run, along the inputs' first axis
 * @param batchSizes the sizes of the batches they were run in, each once
 * @param largestDifference largest absolute difference of two output numbers
 * @param meanDifference mean absolute difference
 * @param outputScale largest absolute number in PyTorch's outputs
 * @param tolerance the share of the scale that was allowed
 */
public record ParityFigures(
    int samples,
    List<Integer> batchSizes,
    double largestDifference,
    double meanDifference,
    double outputScale,
    double tolerance) {

  /** Whether the two are the same model. */
  public boolean passed() {
    return largestDifference <= limit();
  }

  /** The largest difference that was allowed. */
  public double limit() {
    return tolerance * outputScale;
  }
}
