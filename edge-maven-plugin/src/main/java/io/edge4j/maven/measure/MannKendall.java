package io.edge4j.maven.measure;

/**
 * A test for a trend in a series, whatever the distribution of its values: Mann, "Nonparametric
 * Tests Against Trend" (1945), with the normal approximation of Kendall's S.
 */
final class MannKendall {
  /** Two-sided, 5 %. */
  private static final double CRITICAL = 1.96;

  private MannKendall() {}

  /**
   * The standardized statistic: below 0 for a falling series, above for a rising one.
   *
   * @param series in the order of time, at least 8 values for the approximation to hold
   */
  static double z(double[] series) {
    int n = series.length;
    int s = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        s += Double.compare(series[j], series[i]);
      }
    }
    double sd = Math.sqrt(n * (n - 1.0) * (2.0 * n + 5) / 18);
    return (s - Integer.signum(s)) / sd;
  }

  static boolean hasTrend(double[] series) {
    return Math.abs(z(series)) > CRITICAL;
  }
}
