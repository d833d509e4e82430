package io.edge4j.maven.quantize;

import io.edge4j.maven.compare.OutputDifference;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What one output of a model lost against fp32, for want of labels, by the measure that suits it.
 * The cosine of a vector, whose length whoever compares vectors does not see; the relative error of
 * other numbers; of everything else the share that differs.
 */
record OutputLoss(OutputDifference difference) {
  /** From so many numbers in a row on, an output is taken for a vector. */
  private static final int VECTOR = 64;

  /** Whether it is one vector per sample, or one per place of a sequence. */
  boolean isVector() {
    return cosine().isPresent();
  }

  private OptionalDouble cosine() {
    List<Long> shape = difference.shape();
    Double cosine = difference.cosine();
    return shape != null
            && cosine != null
            && (shape.size() == 2 || shape.size() == 3)
            && shape.get(shape.size() - 1) >= VECTOR
        ? OptionalDouble.of(cosine)
        : OptionalDouble.empty();
  }

  /**
   * The loss as a relative error: 0 is none. Of vectors of length 1 whose cosine is c it is {@code
   * sqrt(2 - 2c)}, so that one limit is as strict for one as for the other.
   */
  double value() {
    return Math.max(numbers(), others());
  }

  private double numbers() {
    OptionalDouble cosine = cosine();
    Double error = difference.relativeError();
    return cosine.isPresent() ? ofCosine(cosine.getAsDouble()) : error == null ? 0 : error;
  }

  private double others() {
    Double agreement = difference.agreement();
    return agreement == null ? 0 : 1 - agreement;
  }

  private static double ofCosine(double cosine) {
    return Math.sqrt(Math.max(0, 2 - 2 * cosine));
  }

  /** The loss beside the limit, in the unit of its measure. */
  String against(double limit) {
    OptionalDouble cosine = cosine();
    if (others() > numbers()) {
      return String.format(
          Locale.ROOT,
          "equal values %.2f %%, at least %s %%",
          100 - 100 * others(),
          AllowedLoss.plain(100 - 100 * limit));
    }
    return cosine.isPresent()
        ? String.format(
            Locale.ROOT,
            "cosine %.5f, at least %.5f",
            cosine.getAsDouble(),
            Math.max(-1, 1 - limit * limit / 2))
        : String.format(
            Locale.ROOT, "relative error %.5f, allowed %s", value(), AllowedLoss.plain(limit));
  }
}
