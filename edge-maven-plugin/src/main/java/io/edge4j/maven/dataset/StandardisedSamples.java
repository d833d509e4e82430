package io.edge4j.maven.dataset;

import java.util.List;
import java.util.Optional;

/** Samples as a network learns from them: every column, and the value to predict, standardised. */
public final class StandardisedSamples implements Samples {
  private final Samples raw;
  private final List<Spread> columns;
  private final Optional<Spread> target;

  /**
   * @param columns one per value of a sample, or none to leave samples as they are
   * @param target of the values to predict; empty leaves them as they are
   */
  public StandardisedSamples(Samples raw, List<Spread> columns, Optional<Spread> target) {
    this.raw = raw;
    this.columns = List.copyOf(columns);
    this.target = target;
  }

  @Override
  public int size() {
    return raw.size();
  }

  @Override
  public int label(int index) {
    return raw.label(index);
  }

  @Override
  public float target(int index) {
    float value = raw.target(index);
    return target.map(spread -> spread.standardise(value)).orElse(value);
  }

  @Override
  public void copyTo(int index, float[] values, int offset) {
    raw.copyTo(index, values, offset);
    for (int c = 0; c < columns.size(); c++) {
      values[offset + c] = columns.get(c).standardise(values[offset + c]);
    }
  }
}
