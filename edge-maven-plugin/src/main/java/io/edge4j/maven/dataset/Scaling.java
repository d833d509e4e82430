package io.edge4j.maven.dataset;

import java.util.List;

/**
 * How a raw value becomes a model input: {@code (raw * scale - mean) / std}.
 *
 * @param scale factor on the raw value, {@code 1 / 255} for eight-bit pixels
 * @param mean subtracted after scaling
 * @param std divided by after subtracting
 * @param columns for tables: what each column is standardised with, in the order of the input; null
 *     where one scaling serves all values
 */
public record Scaling(double scale, double mean, double std, List<Column> columns) {
  /** Eight-bit pixels to {@code [0, 1]}. */
  public static final Scaling UNIT_PIXELS = new Scaling(1.0 / 255, 0, 1);

  public static final Scaling NONE = new Scaling(1, 0, 1);

  /**
   * One column of a table: {@code (raw - mean) / std}.
   *
   * @param name from the table's header
   */
  public record Column(String name, double mean, double std) {}

  /** The same for all values. */
  public Scaling(double scale, double mean, double std) {
    this(scale, mean, std, null);
  }

  static Scaling of(List<Column> columns) {
    return new Scaling(1, 0, 1, List.copyOf(columns));
  }
}
