package io.edge4j.maven.dataset;

/** One split of a dataset. Values are what the model's input takes: already scaled. */
public interface Samples {

  int size();

  /**
   * The class of a sample, {@code 0 <= label < classNames().size()}.
   *
   * @throws UnsupportedOperationException when the dataset has no classes but values to predict
   */
  int label(int index);

  /** The value to predict: for a dataset with classes, the label as a number. */
  default float target(int index) {
    return label(index);
  }

  /** Copies one sample, flat and row-major, to {@code target[offset..]}. */
  void copyTo(int index, float[] target, int offset);
}
