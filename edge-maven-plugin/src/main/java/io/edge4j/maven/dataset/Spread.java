package io.edge4j.maven.dataset;

import java.util.function.IntToDoubleFunction;

/**
 * Where numbers lie and how far they spread, and with that how they are standardised: {@code (raw -
 * mean) / std}.
 *
 * @param mean in the numbers' own unit
 * @param std standard deviation, likewise; never 0
 */
public record Spread(double mean, double std) {

  /** What a target that never changes may miss, as a share of it. */
  private static final double CONSTANT_TARGET_STD = 1e-3;

  /** Of a column. One that never changes is divided by 1: it becomes 0, not NaN. */
  static Spread ofColumn(int count, IntToDoubleFunction numbers) {
    Spread spread = of(count, numbers);
    return spread.std > 0 ? spread : new Spread(spread.mean, 1);
  }

  /** Of values to predict. Where they never change, next to nothing is added to their mean. */
  static Spread ofTarget(int count, IntToDoubleFunction numbers) {
    Spread spread = of(count, numbers);
    double size = spread.mean == 0 ? 1 : Math.abs(spread.mean);
    return spread.std > 0 ? spread : new Spread(spread.mean, CONSTANT_TARGET_STD * size);
  }

  /**
   * In double precision.
   *
   * @param count how many, above 0
   * @param numbers by their index
   */
  private static Spread of(int count, IntToDoubleFunction numbers) {
    // Sums of differences: equal numbers give a deviation of exactly 0, whatever they are.
    double origin = numbers.applyAsDouble(0);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += numbers.applyAsDouble(i) - origin;
    }
    double shift = sum / count;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double difference = numbers.applyAsDouble(i) - origin - shift;
      squares += difference * difference;
    }
    double std = Math.sqrt(squares / count);
    return new Spread(origin + shift, std < Float.MIN_NORMAL ? 0 : std);
  }

  /**
   * Standardises one number. The order and the precision are those of the nodes in an exported
   * model, so that a network learns from the very values that it gets there: the difference comes
   * first, which is exact near the mean, and nothing is left to cancel out.
   */
  public float standardise(float raw) {
    return (raw - (float) mean) / (float) std;
  }
}
