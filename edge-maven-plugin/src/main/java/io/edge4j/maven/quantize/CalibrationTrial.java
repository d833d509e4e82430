package io.edge4j.maven.quantize;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a calibration method gave where {@code calibration} is {@code best}, on the validation share
 * of the training split.
 *
 * @param method its label
 * @param relativeError of the worst output against fp32; null where none could be compared
 * @param accuracy share of the samples; null without labels that are classes
 * @param taken whether its ranges were taken: those with the smallest error
 */
public record CalibrationTrial(
    String method, @Nullable Double relativeError, @Nullable Double accuracy, boolean taken) {

  CalibrationTrial chosen() {
    return new CalibrationTrial(method, relativeError, accuracy, true);
  }

  double error() {
    return relativeError == null ? Double.POSITIVE_INFINITY : relativeError;
  }

  /** For the log. */
  String line() {
    return "calibration %s: %s%s%s"
        .formatted(
            method,
            relativeError == null
                ? "could not be compared"
                : String.format(Locale.ROOT, "relative error %.5f", relativeError),
            accuracy == null ? "" : String.format(Locale.ROOT, ", accuracy %.4f", accuracy),
            taken ? ", taken" : "");
  }
}
