package io.edge4j.maven.quantize;

import io.edge4j.maven.dataset.DatasetSummary;
import java.util.List;

/**
 * How a quantized model compares with the fp32 model.
 *
 * @param dataset what both ran on; null for random inputs
 * @param samples how many runs of each
 * @param accuracy null without labels
 */
record Judgement(
    DatasetSummary dataset,
    int samples,
    QuantizationReport.Accuracy accuracy,
    List<OutputError> errors) {

  /** The largest relative error of all outputs; 1 for an output that fp32 leaves at zero. */
  double worstError() {
    return errors.stream()
        .mapToDouble(error -> error.relativeL2() == null ? 1 : error.relativeL2())
        .max()
        .orElse(0);
  }
}
