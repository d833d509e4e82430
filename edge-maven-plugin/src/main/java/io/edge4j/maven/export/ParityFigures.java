package io.edge4j.maven.export;

import java.util.Comparator;
import java.util.List;

/**
 * How far PyTorch's outputs and ONNX Runtime's lie apart on the same inputs. Each output is judged
 * by its own scale; the figures in front are those of the output that uses most of what it may.
 *
 * @param samples how many were run, along the inputs' first axis
 * @param batchSizes the sizes of the batches they were run in, each once
 * @param largestDifference largest difference of two numbers of that output
 * @param meanDifference mean difference
 * @param outputScale largest absolute number that PyTorch has in it, see {@link OutputParity}
 * @param tolerance the share of the scale that was allowed
 * @param outputs each output, in the block's order
 */
public record ParityFigures(
    int samples,
    List<Integer> batchSizes,
    double largestDifference,
    double meanDifference,
    double outputScale,
    double tolerance,
    List<OutputParity> outputs) {

  /**
   * How far one output's numbers lie apart.
   *
   * @param largestDifference largest absolute difference of two numbers. Of a number beyond the
   *     scale it is the same share of the scale as of the number
   * @param meanDifference mean of them
   * @param scale largest absolute number in PyTorch's output; numbers so far from all others that
   *     they can only mean that something is masked do not count
   */
  public record OutputParity(double largestDifference, double meanDifference, double scale) {}

  static ParityFigures of(
      int samples, List<Integer> batchSizes, double tolerance, List<OutputParity> outputs) {
    OutputParity worst =
        outputs.stream()
            .max(Comparator.comparingDouble(one -> share(one, tolerance)))
            .orElse(new OutputParity(0, 0, 0));
    return new ParityFigures(
        samples,
        batchSizes,
        worst.largestDifference(),
        worst.meanDifference(),
        worst.scale(),
        tolerance,
        outputs);
  }

  /** Whether the two are the same model. */
  public boolean passed() {
    return outputs.stream().allMatch(one -> one.largestDifference() <= tolerance * one.scale());
  }

  /** The largest difference that was allowed, in the output that uses most of it. */
  public double limit() {
    return tolerance * outputScale;
  }

  /** Which output uses most of what it may. */
  int worst() {
    int worst = 0;
    for (int i = 1; i < outputs.size(); i++) {
      if (share(outputs.get(i), tolerance) > share(outputs.get(worst), tolerance)) {
        worst = i;
      }
    }
    return worst;
  }

  private static double share(OutputParity output, double tolerance) {
    return output.largestDifference() == 0
        ? 0
        : output.largestDifference() / (tolerance * output.scale());
  }
}
