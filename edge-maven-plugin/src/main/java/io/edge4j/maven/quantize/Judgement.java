package io.edge4j.maven.quantize;

import io.edge4j.maven.compare.Differences;
import io.edge4j.maven.dataset.DatasetSummary;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a quantized model compares with the fp32 model.
 *
 * @param dataset what both ran on; null for random inputs
 * @param samples how many runs of each
 * @param accuracy null without labels that are classes
 * @param prediction null without labels that are values
 * @param differences of all outputs
 */
record Judgement(
    @Nullable DatasetSummary dataset,
    int samples,
    QuantizationReport.@Nullable Accuracy accuracy,
    QuantizationReport.@Nullable Prediction prediction,
    Differences differences) {

  /** For want of labels. */
  static Judgement unlabelled(
      @Nullable DatasetSummary dataset, int samples, Differences differences) {
    return new Judgement(dataset, samples, null, null, differences);
  }

  /** What decides: labels where there are some. */
  JudgedBy judgedBy() {
    if (accuracy != null) {
      return JudgedBy.ACCURACY;
    }
    if (prediction != null) {
      return JudgedBy.RMSE;
    }
    return !losses().isEmpty() && losses().stream().allMatch(OutputLoss::isVector)
        ? JudgedBy.COSINE
        : JudgedBy.RELATIVE_ERROR;
  }

  /** Of the output that lost most; empty when nothing was compared. */
  Optional<OutputLoss> worst() {
    return losses().stream().max(Comparator.comparing(OutputLoss::value));
  }

  /** The loss of the output that lost most. */
  double worstLoss() {
    return worst().map(OutputLoss::value).orElse(0.0);
  }

  private List<OutputLoss> losses() {
    return differences.outputs().stream().map(OutputLoss::new).toList();
  }
}
