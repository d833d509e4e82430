package io.edge4j.maven.quantize;

import io.edge4j.maven.stage.StageException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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

  /** Whichever of all methods has the smallest error. */
  private static final String BEST = "best";

  /** Whether that is no method, but asks for the best of them. */
  static boolean isBest(String label) {
    return label.equals(BEST);
  }

  /**
   * The methods to try: that of the label, or all for {@code best}.
   *
   * @throws StageException when there is none of that label; names those there are
   */
  public static List<CalibrationMethod> asked(String label) throws StageException {
    if (isBest(label)) {
      return List.of(values());
    }
    for (CalibrationMethod method : values()) {
      if (method.label().equals(label)) {
        return List.of(method);
      }
    }
    throw new StageException(
        "<calibration> (edge.calibration): there is no method '"
            + label
            + "'; use one of "
            + Arrays.stream(values())
                .map(CalibrationMethod::label)
                .collect(Collectors.joining(", "))
            + ", "
            + BEST);
  }
}
