package io.edge4j.maven.benchmark;

import io.edge4j.maven.measure.Estimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as gate lines write them. */
final class Figures {
  private static final MathContext FOUR_DIGITS = new MathContext(4);

  private Figures() {}

  /** As short as it can be without losing a digit: {@code 0.1}, {@code 227000}. */
  static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** Four significant digits; whole numbers stay whole. */
  static String rounded(double value) {
    if (value == Math.rint(value)) {
      return plain(value);
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    BigDecimal rounded =
        Math.abs(value) >= 10_000
            ? exact.setScale(0, RoundingMode.HALF_UP)
            : exact.round(FOUR_DIGITS);
    return rounded.stripTrailingZeros().toPlainString();
  }

  /** {@code 0.052 ms (95 % interval 0.049 to 0.055)}. */
  static String withInterval(Estimate estimate, String unit) {
    String value = rounded(estimate.value()) + suffix(unit);
    return estimate.isExact()
        ? value
        : value
            + " (95 % interval "
            + rounded(estimate.low())
            + " to "
            + rounded(estimate.high())
            + ")";
  }

  static String suffix(String unit) {
    if (unit.isEmpty()) {
      return "";
    }
    return unit.equals("x") ? "x" : " " + unit;
  }
}
