package io.edge4j.maven.measure;

/**
 * A figure with the interval that it was found in.
 *
 * @param value the estimate itself
 * @param low lower end of the 95 % interval; equals {@code value} for what is known exactly
 * @param high upper end of the 95 % interval
 */
public record Estimate(double value, double low, double high) {

  /** Something counted or weighed and not sampled: no interval. */
  public static Estimate exact(double value) {
    return new Estimate(value, value, value);
  }

  public boolean isExact() {
    return low == high;
  }
}
