package io.edge4j.maven.quantize;

import io.edge4j.maven.stage.StageException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the range of an activation is taken from the values seen on calibration samples. */
public enum CalibrationMethod {
  /** From the smallest to the largest value. */
  MIN_MAX,
  /** Without the outermost ten-thousandth of the values. */
  PERCENTILE,
  /** The range whose quantized distribution loses the least information (Kullback-Leibler). */
  ENTROPY;

  /** As the pom writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(CalibrationMethod::label).toList();
  }

  /**
   * The method of that label.
   *
   * @throws StageException when there is none; names those there are
   */
  public static CalibrationMethod of(String label) throws StageException {
    for (CalibrationMethod method : values()) {
      if (method.label().equals(label)) {
        return method;
      }
    }
    throw new StageException(
        "<calibration> (edge.calibration): there is no method '"
            + label
            + "'; use one of "
            + String.join(", ", labels()));
  }
}
