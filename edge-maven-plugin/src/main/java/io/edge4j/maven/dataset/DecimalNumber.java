package io.edge4j.maven.dataset;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What counts as a number in a text file: decimal digits with at most one point, and an exponent or
 * none, such as {@code -12}, {@code .5} or {@code 1.5e-3}.
 *
 * <p>Java's own {@code parseDouble} also takes {@code 12d}, {@code 3f}, {@code 0x1p3}, {@code NaN}
 * and {@code Infinity}, which in a table are typing errors, codes or holes.
 */
final class DecimalNumber {
  private static final Pattern FORM =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

  private DecimalNumber() {}

  /** The number that a text is; empty when it is none. */
  static OptionalDouble of(String text) {
    return FORM.matcher(text).matches()
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }
}
