package io.edge4j.maven.dataset;

/** Samples as rows of floats. Values are what the model's input takes: already scaled. */
public interface Samples extends Split {

  /** Copies one sample, flat and row-major, to {@code target[offset..]}. */
  void copyTo(int index, float[] target, int offset);
}
