package io.edge4j.maven.export;

import java.util.ArrayList;
import java.util.List;

/**
 * The largest absolute number of an output, without those that mean that something is masked: -1e9
 * in scores of attention would otherwise allow every score to be wrong.
 */
final class OutputScale {
  /** From here on a number may be a mask's; half precision uses -1e4. */
  private static final double SMALLEST_MASK = 1e4;

  /** How many times as large as every other number it is then. */
  private static final double GAP = 1e4;

  /** A number of this size beside nothing but zeros masks, too. */
  private static final double SURE_MASK = 1e8;

  private static final int EXPONENTS = Double.MAX_EXPONENT - Double.MIN_EXPONENT + 2;

  /** Smallest and largest absolute number of each binary exponent. */
  private final double[] smallest = new double[EXPONENTS];

  private final double[] largest = new double[EXPONENTS];
  private boolean zeros;

  void add(double number) {
    double magnitude = Math.abs(number);
    if (magnitude == 0) {
      zeros = true;
    } else if (Double.isFinite(magnitude)) {
      int exponent = Math.getExponent(magnitude) - Double.MIN_EXPONENT + 1;
      smallest[exponent] =
          largest[exponent] == 0 ? magnitude : Math.min(smallest[exponent], magnitude);
      largest[exponent] = Math.max(largest[exponent], magnitude);
    }
  }

  double value() {
    List<Integer> used = new ArrayList<>();
    for (int exponent = EXPONENTS - 1; exponent >= 0; exponent--) {
      if (largest[exponent] > 0) {
        used.add(exponent);
      }
    }
    if (used.isEmpty()) {
      return 0;
    }
    double scale = largest[used.get(0)];
    for (int i = 0; i < used.size(); i++) {
      double least = smallest[used.get(i)];
      if (least < SMALLEST_MASK) {
        break;
      }
      if (i + 1 == used.size()) {
        return zeros && least >= SURE_MASK ? 1 : scale;
      }
      double next = largest[used.get(i + 1)];
      if (least > GAP * next) {
        scale = next;
      }
    }
    return scale;
  }
}
