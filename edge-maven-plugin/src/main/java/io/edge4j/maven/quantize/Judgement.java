package io.edge4j.maven.quantize;

import io.edge4j.maven.compare.Differences;
import io.edge4j.maven.dataset.DatasetSummary;
import org.jspecify.annotations.Nullable;

/**
 * How a quantized model compares with the fp32 model.
 *
 * @param dataset what both ran on; null for random inputs
 * @param samples how many runs of each
 * @param accuracy null without labels
 * @param differences of all outputs
 */
record Judgement(
    @Nullable DatasetSummary dataset,
    int samples,
    QuantizationReport.@Nullable Accuracy accuracy,
    Differences differences) {

  /** The largest relative error of all outputs, or the largest share of values that differ. */
  double worstError() {
    return Math.max(differences.relativeError().orElse(0), 1 - differences.agreement().orElse(1));
  }
}
