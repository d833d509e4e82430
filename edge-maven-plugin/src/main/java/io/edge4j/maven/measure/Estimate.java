package io.edge4j.maven.measure;

/**
 * A figure with the interval that it was found in.
 *
 * @param value the estimate itself
 * @param low lower end of the 95 % interval; equals {@code value} for what is known exactly
 * @param high upper end of the 95 % interval
 * @param standardError of the value's natural logarithm, so about a share of the value; 0 where the
 *     interval does not come from repeated measurements
 * @param degreesOfFreedom one less than the measurements that the standard error comes from; 0
 *     where there is none
 */
public record Estimate(
    double value, double low, double high, double standardError, int degreesOfFreedom) {

  /** An interval of another kind than one of repeated measurements. */
  public Estimate(double value, double low, double high) {
    this(value, low, high, 0, 0);
  }

  /** Something counted or weighed and not sampled: no interval. */
  public static Estimate exact(double value) {
    return new Estimate(value, value, value);
  }

  /** Whether there is no interval: not even one without width. */
  public boolean isExact() {
    return low == high && degreesOfFreedom == 0;
  }
}
