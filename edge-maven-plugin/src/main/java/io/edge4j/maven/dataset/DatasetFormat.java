package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.List;

/** What a dataset can come from. {@link Datasets} has the table of all. */
interface DatasetFormat {
  /** The parameter of formats that download: whether they must not. */
  String OFFLINE = "offline";

  /** What the pom's {@code <type>} says. */
  String type();

  /** The names that the pom's {@code <parameters>} may have. */
  default List<String> parameters() {
    return List.of();
  }

  /** Whether a pom may name it; the others are the plugin's own. */
  default boolean isForPoms() {
    return true;
  }

  /** Whether its samples are made up, so that results on them cannot be compared with others. */
  default boolean isSynthetic() {
    return false;
  }

  /** Whether its samples are tensors for the inputs of any model, and no rows to train on. */
  default boolean isForAnyModel() {
    return false;
  }

  /**
   * Checks what can be checked of the samples for a model without reading them.
   *
   * @throws StageException naming both sides, when the model takes something else
   */
  default void validateFor(ModelView model, DatasetSpec spec) throws StageException, IOException {}

  /**
   * Checks what can be checked without reading the samples.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  void validate(DatasetSpec spec) throws StageException, IOException;

  /**
   * Reads, or draws, every sample.
   *
   * @throws StageException when a file is missing or damaged, with file and position
   */
  Dataset open(DatasetSpec spec, Progress progress) throws StageException, IOException;

  /**
   * The same for a model: a tensor for each of its inputs.
   *
   * @throws StageException naming both sides, when the model takes something else
   */
  default FittedDataset openFor(ModelView model, DatasetSpec spec, Progress progress)
      throws StageException, IOException {
    return ClassOrder.ofModel(model, open(spec, progress).fittedTo(model.inputs()), progress);
  }

  /** Adds everything that the samples are made from. */
  void addSource(DatasetSpec spec, Digest digest) throws StageException, IOException;
}
