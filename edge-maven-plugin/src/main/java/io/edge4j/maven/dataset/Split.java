package io.edge4j.maven.dataset;

/** One half of a dataset: how many samples it has, and what each of them should give. */
public interface Split {

  int size();

  /** Whether samples say what they should give. */
  default boolean isLabelled() {
    return true;
  }

  /**
   * The class of a sample, {@code 0 <= label < classNames().size()}.
   *
   * @throws UnsupportedOperationException when the dataset has no classes
   */
  int label(int index);

  /** The value to predict: for a dataset with classes, the label as a number. */
  default float target(int index) {
    return label(index);
  }
}
