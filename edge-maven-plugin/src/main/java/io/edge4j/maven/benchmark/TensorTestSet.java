package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.dataset.FittedDataset;
import io.edge4j.maven.dataset.Spread;
import io.edge4j.maven.dataset.Task;
import io.edge4j.maven.dataset.TensorSamples;
import io.edge4j.model.OutputValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A tensor for each input of the model. */
record TensorTestSet(FittedDataset dataset) implements TestSet {

  @Override
  public DatasetSummary summary() {
    return dataset.summary();
  }

  @Override
  public Optional<Task> task() {
    return dataset.task();
  }

  @Override
  public Optional<Spread> targetSpread() {
    return dataset.targetSpread();
  }

  @Override
  public TensorSamples samples() {
    return dataset.test();
  }

  /** One: such models may give much, and samples are read from their file one by one anyway. */
  @Override
  public int batch() {
    return 1;
  }

  @Override
  public List<Map<String, OutputValue>> answers(Subject subject, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(index -> subject.answer(dataset.test().tensors(index)))
        .toList();
  }
}
