package io.edge4j.runtime;

/**
 * One column of a table that a model was trained on, and how its raw value becomes a model input:
 * {@code (raw - mean) / std}.
 *
 * @param name from the table's header
 * @param mean over the rows that were trained on, in the column's own unit
 * @param std standard deviation over the same rows; 1 for a column that never changed
 */
public record InputColumn(String name, double mean, double std) {

  /** Standardises one raw value. */
  public float apply(double raw) {
    return (float) ((raw - mean) / std);
  }
}
