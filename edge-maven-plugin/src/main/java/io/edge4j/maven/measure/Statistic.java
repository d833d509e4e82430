package io.edge4j.maven.measure;

import java.util.Arrays;

/** One figure of a sample of run times. */
public enum Statistic {
  MEAN {
    @Override
    double ofSorted(double[] sorted) {
      return Arrays.stream(sorted).average().orElse(Double.NaN);
    }
  },
  P50 {
    @Override
    double ofSorted(double[] sorted) {
      return quantile(sorted, 0.50);
    }
  },
  P95 {
    @Override
    double ofSorted(double[] sorted) {
      return quantile(sorted, 0.95);
    }
  },
  P99 {
    @Override
    double ofSorted(double[] sorted) {
      return quantile(sorted, 0.99);
    }
  };

  /**
   * @param sorted ascending
   */
  abstract double ofSorted(double[] sorted);

  /** The figure of a sample in any order. */
  public double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return ofSorted(sorted);
  }

  /**
   * Linear interpolation between the two nearest ranks: definition 7 of Hyndman and Fan, "Sample
   * Quantiles in Statistical Packages" (1996), which NumPy and R use by default.
   *
   * @param sorted ascending, not empty
   * @param p in {@code [0, 1]}
   */
  public static double quantile(double[] sorted, double p) {
    double rank = p * (sorted.length - 1);
    int below = (int) Math.floor(rank);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
  }

  /** Of a sample: divided by one less than its size. */
  public static double standardDeviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
  }

  public static double median(double[] values) {
    return P50.of(values);
  }
}
