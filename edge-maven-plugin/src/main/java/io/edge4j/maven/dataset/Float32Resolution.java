package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;

/**
 * Whether float32, in which models compute, still tells the numbers of a column apart. It has 24
 * binary digits: near 1.7 thousand millions, where seconds since 1970 lie today, its numbers are
 * 128 apart.
 *
 * <p>The rule: a column is refused when float32 leaves fewer than nine tenths of its different
 * numbers different, and fewer than {@value #ENOUGH}. Rounding alone is harmless (0.1 is rounded),
 * and so are the few coincidences among very many numbers with very many digits.
 */
final class Float32Resolution {
  private static final double KEPT_SHARE = 0.9;

  /** So many steps are finer than what a network makes of one column. */
  private static final int ENOUGH = 1000;

  private Float32Resolution() {}

  /**
   * Refuses a column that does not survive.
   *
   * @param count how many numbers, above 0
   * @param numbers by index, as they stand in the file
   * @throws StageException with the column, how many numbers become how many, and what to do
   */
  static void require(Path file, String column, int count, IntToDoubleFunction numbers)
      throws StageException {
    if (isExact(count, numbers)) {
      return;
    }
    Set<Double> different = new HashSet<>();
    Map<Float, Double> kept = new HashMap<>();
    double least = Double.POSITIVE_INFINITY;
    double[] alike = null;
    for (int i = 0; i < count && kept.size() < ENOUGH; i++) {
      double number = numbers.applyAsDouble(i) + 0.0; // -0.0 is 0.0
      different.add(number);
      least = Math.min(least, number);
      Double first = kept.putIfAbsent((float) number, number);
      if (alike == null && first != null && first != number) {
        alike = new double[] {first, number};
      }
    }
    if (alike != null && kept.size() < ENOUGH && kept.size() < KEPT_SHARE * different.size()) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) holds %s, whose column '%s' float32 cannot tell apart: its %d different numbers become %d (%s and %s become one). Models compute in float32, so write the column another way: subtract an offset, such as %s, or take a larger unit, such as hours since the first row instead of seconds since 1970."
              .formatted(
                  file,
                  column,
                  different.size(),
                  kept.size(),
                  text(alike[0]),
                  text(alike[1]),
                  text(least)));
    }
  }

  private static boolean isExact(int count, IntToDoubleFunction numbers) {
    for (int i = 0; i < count; i++) {
      double number = numbers.applyAsDouble(i);
      if ((float) number != number) {
        return false;
      }
    }
    return true;
  }

  private static String text(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
