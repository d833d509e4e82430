package io.edge4j.maven.dataset;

/** One split of a dataset. Values are what the model's input takes: already scaled. */
public interface Samples {

  int size();

  /** The class of a sample, {@code 0 <= label < classNames().size()}. */
  int label(int index);

  /** Copies one sample, flat and row-major, to {@code target[offset..]}. */
  void copyTo(int index, float[] target, int offset);
}
