package io.edge4j.maven.measure;

import java.util.Arrays;

/** One figure of a sample of run times. */
@FunctionalInterface
public interface Statistic {
  Statistic MEAN = sorted -> Arrays.stream(sorted).average().orElse(Double.NaN);

  /**
   * The figure of a sample in order.
   *
   * @param sorted ascending, not empty
   */
  double ofSorted(double[] sorted);

  /** The figure of a sample in any order. */
  default double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted);
  }

  /** The {@linkplain #quantile(double[], double) quantile} at that place. */
  static Statistic quantile(double p) {
    return sorted -> quantile(sorted, p);
  }

  /**
   * Linear interpolation between the two nearest ranks: definition 7 of Hyndman and Fan, "Sample
   * Quantiles in Statistical Packages" (1996), which NumPy and R use by default.
   *
   * @param sorted ascending, not empty
   * @param p in {@code [0, 1]}
   */
  static double quantile(double[] sorted, double p) {
    double rank = p * (sorted.length - 1);
    int below = (int) Math.floor(rank);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }

  /** Of a sample: divided by one less than its size. */
  static double standardDeviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
  }

  static double median(double[] values) {
    return quantile(0.5).of(values);
  }
}
