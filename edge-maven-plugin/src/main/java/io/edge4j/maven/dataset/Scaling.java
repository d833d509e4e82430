package io.edge4j.maven.dataset;

/**
 * How a raw value becomes a model input: {@code (raw * scale - mean) / std}.
 *
 * @param scale factor on the raw value, {@code 1 / 255} for eight-bit pixels
 * @param mean subtracted after scaling
 * @param std divided by after subtracting
 */
public record Scaling(double scale, double mean, double std) {
  /** Eight-bit pixels to {@code [0, 1]}. */
  public static final Scaling UNIT_PIXELS = new Scaling(1.0 / 255, 0, 1);

  public static final Scaling NONE = new Scaling(1, 0, 1);
}
