package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Samples as rows of floats, labels, class names and a fingerprint. */
public interface Dataset {

  /** What reports call it; synthetic data says so in its name. */
  String name();

  /** {@code sha256:...} over every sample and label, whatever file format they came in. */
  String fingerprint();

  /** One a class; empty for a dataset with a value to predict instead of a class. */
  List<String> classNames();

  /** Whether samples have classes, and not values to predict. */
  default boolean hasClasses() {
    return !classNames().isEmpty();
  }

  /** One sample without the batch axis, for example {@code [1, 28, 28]}. */
  long[] sampleShape();

  /** In what order a sample holds an image; {@link Layout#NONE} when it holds none. */
  default Layout layout() {
    return Layout.NONE;
  }

  /** How pixels became what samples hold; {@link Preprocessing#NONE} where there were none. */
  default Preprocessing preprocessing() {
    return Preprocessing.NONE;
  }

  /** Names of a table's columns in the order of a sample's values; empty for what is no table. */
  default List<String> columns() {
    return List.of();
  }

  /**
   * What a network that learns from it has to standardise first: one spread per column, over the
   * training split. Empty for samples that it takes as they are.
   */
  default List<Spread> columnSpreads() {
    return List.of();
  }

  /** Of the values to predict, over the training split; empty for a dataset with classes. */
  default Optional<Spread> targetSpread() {
    Samples train = train();
    return hasClasses()
        ? Optional.empty()
        : Optional.of(Spread.ofTarget(train.size(), train::target));
  }

  Samples train();

  Samples test();

  /**
   * The same samples as a model's only input takes them: images with the channels last, where the
   * model wants them last.
   *
   * @throws StageException naming both shapes, when the input takes others
   */
  default Dataset orderedFor(InputContract.Input input) throws StageException {
    List<Long> shape = Arrays.stream(sampleShape()).boxed().toList();
    SampleOrder order =
        SampleOrder.of(shape, layout(), input)
            .orElseThrow(
                () ->
                    new StageException(
                        "<dataset> (edge.dataset): a sample of %s has the shape %s, and the model's input %s takes others; name the dataset that the model was trained on, or leave <dataset> out."
                            .formatted(name(), shape, input.tensor())));
    return order.isSame() ? this : new OrderedDataset(this, order);
  }

  /**
   * The same samples as tensors for a model.
   *
   * @throws StageException naming both sides, when the model takes something else
   */
  default FittedDataset fittedTo(InputContract contract) throws StageException {
    return FittedRows.fit(this, contract);
  }

  /** The figures that reports carry. */
  default DatasetSummary summary() {
    return new DatasetSummary(
        name(),
        fingerprint(),
        train().size(),
        test().size(),
        classNames(),
        Arrays.stream(sampleShape()).boxed().toList(),
        layout(),
        preprocessing(),
        columns());
  }
}
