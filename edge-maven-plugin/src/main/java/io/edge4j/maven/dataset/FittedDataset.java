package io.edge4j.maven.dataset;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A dataset whose samples are what a certain model takes: a tensor per input, one sample in a run.
 *
 * @param summary the figures that reports carry
 * @param task what samples are labelled with; empty when with nothing
 * @param targetSpread of the values to predict, over the training split; empty for other tasks
 * @param sizes of the dimensions that the model leaves open and the samples do not, by {@link
 *     io.edge4j.model.InputContract#dimension}; without those that count samples
 */
public record FittedDataset(
    DatasetSummary summary,
    Optional<Task> task,
    Optional<Spread> targetSpread,
    Map<String, Long> sizes,
    TensorSamples train,
    TensorSamples test) {

  public FittedDataset {
    sizes = Map.copyOf(sizes);
  }

  /** What reports call it. */
  public String name() {
    return summary.name();
  }

  /** One per class; empty without classes. */
  public List<String> classNames() {
    return summary.classNames();
  }

  /** Whether samples have classes. */
  public boolean hasClasses() {
    return task.equals(Optional.of(Task.CLASSIFICATION));
  }

  /**
   * The same samples as rows of floats, for a model that has one input of them.
   *
   * @param sampleShape of one sample, without the batch axis
   */
  public Dataset asRows(List<Long> sampleShape) {
    return new FittedAsRows(this, sampleShape);
  }

  /** The same dataset with other samples in its splits. */
  public FittedDataset withSamples(TensorSamples newTrain, TensorSamples newTest) {
    return new FittedDataset(
        summary,
        newTest.isLabelled() ? task : Optional.empty(),
        targetSpread,
        sizes,
        newTrain,
        newTest);
  }

  /** The same dataset with other names of its classes, and labels that fit these. */
  FittedDataset withClasses(List<String> names, TensorSamples newTrain, TensorSamples newTest) {
    return new FittedDataset(
        summary.withClassNames(names), task, targetSpread, sizes, newTrain, newTest);
  }
}
