package io.edge4j.maven.benchmark;

import io.edge4j.maven.stage.StageException;
import java.util.List;
import java.util.function.IntSupplier;

/** What is run, the same in every fork: samples of plain floats, or tensors for any inputs. */
sealed interface Workload permits Inputs, SampledTensors, DrawnWorkload {

  /**
   * Shape of one sample without the batch axis, for files that do not say theirs; empty when what
   * is run is no sample.
   */
  List<Long> shape();

  /**
   * Prepares runs of a variant, to be made in turn and then from the first again. Each gives a
   * number that depends on the answer, so that a compiler cannot drop it.
   *
   * @param variant what was opened
   * @param subject the variant, opened
   * @param batchSize samples in a run
   * @throws StageException when the variant takes something else
   */
  List<IntSupplier> runs(Variant variant, Subject subject, int batchSize) throws StageException;

  /** Prepares the first of those runs, of one sample, and no other. */
  IntSupplier first(Variant variant, Subject subject) throws StageException;

  /** A line each, for the report: what is run, and what was assumed of it. */
  List<String> lines();
}
