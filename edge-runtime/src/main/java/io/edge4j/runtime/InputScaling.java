package io.edge4j.runtime;

/**
 * How a raw value becomes a model input: {@code (raw * scale - mean) / std}.
 *
 * @param scale factor on the raw value, {@code 1 / 255} for eight-bit pixels
 * @param mean subtracted after scaling
 * @param std divided by after subtracting
 */
public record InputScaling(double scale, double mean, double std) {
  /** For models that say nothing of scaling: values are taken as they are. */
  public static final InputScaling NONE = new InputScaling(1, 0, 1);

  /** Scales one raw value. */
  public float apply(double raw) {
    return (float) ((raw * scale - mean) / std);
  }
}
