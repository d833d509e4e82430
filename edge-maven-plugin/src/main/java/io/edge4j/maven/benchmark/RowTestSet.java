package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.dataset.Spread;
import io.edge4j.maven.dataset.Task;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.OutputValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Samples of plain floats, each variant in the order that it takes. */
record RowTestSet(Dataset dataset) implements TestSet {
  private static final int BATCH = 64;

  @Override
  public DatasetSummary summary() {
    return dataset.summary();
  }

  @Override
  public Optional<Task> task() {
    return samples().size() == 0 || !samples().isLabelled()
        ? Optional.empty()
        : Optional.of(dataset.hasClasses() ? Task.CLASSIFICATION : Task.REGRESSION);
  }

  @Override
  public Optional<Spread> targetSpread() {
    return dataset.targetSpread();
  }

  @Override
  public Samples samples() {
    return dataset.test();
  }

  /** Shape of one sample, without the batch axis. */
  List<Long> shape() {
    return Arrays.stream(dataset.sampleShape()).boxed().toList();
  }

  /**
   * In which order a variant takes them.
   *
   * @throws StageException when it takes other samples
   */
  SampleOrder order(Subject subject) throws StageException {
    return subject.order(shape(), dataset.layout());
  }

  @Override
  public int batch() {
    return BATCH;
  }

  @Override
  public List<Map<String, OutputValue>> answers(Subject subject, int first, int count)
      throws StageException {
    return subject.answers(AccuracyTest.batch(samples(), first, count, order(subject)));
  }
}
