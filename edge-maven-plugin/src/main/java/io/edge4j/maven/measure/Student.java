package io.edge4j.maven.measure;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What repeated measurements of one positive figure tell of it: Student's t over their logarithms
 * (Student, "The Probable Error of a Mean", 1908). Logarithms, since noise multiplies times, and so
 * that the interval of A over B is the inverse of that of B over A.
 */
public final class Student {
  /** Of a two-sided 95 % interval. */
  private static final double TAIL = 0.025;

  /** How often an effect that is called detectable is overlooked. */
  private static final double MISS = 0.05;

  private Student() {}

  /**
   * The geometric mean with its 95 % interval.
   *
   * @param values above 0, each found independently of the others, such as in a JVM of its own; a
   *     single one has no interval and comes back as if it were exact
   */
  public static Estimate of(double[] values) {
    if (values.length == 1) {
      return Estimate.exact(values[0]);
    }
    double[] logs = Arrays.stream(values).map(Math::log).toArray();
    return around(Math.exp(Arrays.stream(logs).average().orElse(Double.NaN)), logs);
  }

  /**
   * A figure of all values at once, with an interval as wide as parts of them lie apart.
   *
   * @param logsOfParts natural logarithms of the figure found in each part
   */
  static Estimate around(double value, double[] logsOfParts) {
    int n = logsOfParts.length;
    if (n < 2) {
      return Estimate.exact(value);
    }
    double standardError = Statistic.standardDeviation(logsOfParts) / Math.sqrt(n);
    return atTail(new Estimate(value, value, value, standardError, n - 1), TAIL);
  }

  /**
   * The same figure with another interval.
   *
   * @param tail chance that the true value lies above the interval, and again that it lies below
   * @return the estimate itself when its interval does not come from repeated measurements
   */
  public static Estimate atTail(Estimate estimate, double tail) {
    if (estimate.degreesOfFreedom() == 0) {
      return estimate;
    }
    double half = quantile(estimate.degreesOfFreedom(), tail) * estimate.standardError();
    return new Estimate(
        estimate.value(),
        estimate.value() * Math.exp(-half),
        estimate.value() * Math.exp(half),
        estimate.standardError(),
        estimate.degreesOfFreedom());
  }

  /**
   * The smallest change that measurements like these tell from none, in 95 of 100 cases: as a share
   * of the value, so 0.01 is 1 %.
   *
   * @param tail chance of a false alarm on one side
   */
  public static double smallestEffect(Estimate estimate, double tail) {
    return smallestEffect(estimate.standardError(), estimate.degreesOfFreedom(), tail);
  }

  private static double smallestEffect(double standardError, int degrees, double tail) {
    return degrees == 0
        ? Double.NaN
        : Math.expm1((quantile(degrees, tail) + quantile(degrees, MISS)) * standardError);
  }

  /**
   * How many measurements would be needed to tell a change of that size from none.
   *
   * @param effect as a share of the value, above 0
   * @param most where to end the search
   * @return {@code most} when as many or more are needed
   */
  public static int measurementsToSee(Estimate estimate, double effect, double tail, int most) {
    double deviation = estimate.standardError() * Math.sqrt(estimate.degreesOfFreedom() + 1.0);
    int n = 2;
    while (n < most && smallestEffect(deviation / Math.sqrt(n), n - 1, tail) > effect) {
      n++;
    }
    return n;
  }

  private static double quantile(int degrees, double tail) {
    return TDistribution.of(degrees).inverseSurvivalProbability(tail);
  }
}
