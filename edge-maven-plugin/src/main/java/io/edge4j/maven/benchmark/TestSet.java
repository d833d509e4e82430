package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.dataset.Split;
import io.edge4j.maven.dataset.Spread;
import io.edge4j.maven.dataset.Task;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.OutputValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The samples that variants are judged by, in the form that all of them take. */
sealed interface TestSet permits RowTestSet, TensorTestSet {

  /** The dataset as reports name it. */
  DatasetSummary summary();

  /** What samples are labelled with; empty when with nothing. */
  Optional<Task> task();

  /** Of the values to predict, over the training split; empty for other tasks. */
  Optional<Spread> targetSpread();

  /** How many samples there are, and what each of them should give. */
  Split samples();

  /** Samples that are answered, and held in memory with all outputs, at once. */
  int batch();

  /**
   * All outputs of a variant for some of the samples, one sample in a run.
   *
   * @throws StageException when the variant takes something else
   */
  List<Map<String, OutputValue>> answers(Subject subject, int first, int count)
      throws StageException;
}
