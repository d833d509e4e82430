package io.edge4j.maven.quantize;

import java.util.Arrays;
import java.util.Map;

/**
 * Times of several models, round by round: whatever else the machine did in a round, it did to all.
 *
 * @param rounds for each model the microseconds of one run in each round
 */
record Latencies(Map<String, double[]> rounds) {

  /**
   * How much faster one model is than another, as the median of the rounds' ratios.
   *
   * @param low lower end of its 95 % interval
   * @param high upper end
   */
  record Speedup(double median, double low, double high) {
    /** Whether the rounds leave no doubt. */
    boolean isFaster() {
      return low > 1;
    }
  }

  /** Load only ever adds time, so the lower quartile of the rounds stands for a model. */
  double micros(String model) {
    double[] times = rounds.get(model).clone();
    Arrays.sort(times);
    return times[times.length / 4];
  }

  /**
   * Compares two models. The interval is that of the median by order statistics (the sign test's),
   * which assumes nothing of how times are spread.
   */
  Speedup speedup(String model, String over) {
    double[] ratios = new double[rounds.get(model).length];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] = rounds.get(over)[round] / rounds.get(model)[round];
    }
    Arrays.sort(ratios);
    int n = ratios.length;
    int reach = (int) Math.ceil(1.96 * Math.sqrt(n) / 2);
    return new Speedup(
        ratios[n / 2], ratios[Math.max(0, n / 2 - reach)], ratios[Math.min(n - 1, n / 2 + reach)]);
  }
}
