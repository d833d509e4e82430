package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Remembers the weights of the epoch with the lowest validation loss. */
final class BestEpoch {
  private int epoch;
  private double loss = Double.POSITIVE_INFINITY;
  private @Nullable ParameterValues weights;

  /** Takes the epoch if it is better than all before. */
  void offer(EpochReport report, List<NDArray> arrays) {
    Double validated = report.validationLoss();
    if (validated != null && validated < loss) {
      take(report.epoch(), validated, ParameterValues.of(arrays));
    }
  }

  void take(int otherEpoch, double otherLoss, ParameterValues otherWeights) {
    epoch = otherEpoch;
    loss = otherLoss;
    weights = otherWeights;
  }

  /** Counted from 1; 0 before the first. */
  int epoch() {
    return epoch;
  }

  double loss() {
    return loss;
  }

  ParameterValues weights() {
    return Objects.requireNonNull(weights, "no epoch was better than none");
  }
}
