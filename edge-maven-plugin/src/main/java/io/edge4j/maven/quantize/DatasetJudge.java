package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.compare.OutputComparison;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ElementType;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Compares two models on the test split of a dataset, one sample at a time: dynamic quantization
 * takes one scale for a whole batch, so that batched results would depend on who shares the batch.
 */
final class DatasetJudge {
  private static final int SAMPLES_A_LINE = 2500;

  private final Dataset dataset;
  private final int samples;
  private final Progress progress;

  /**
   * Prepares to compare.
   *
   * @param samples at most so many, from the start of the split
   */
  DatasetJudge(Dataset dataset, int samples, Progress progress) {
    this.dataset = dataset;
    this.samples = samples;
    this.progress = progress;
  }

  Judgement compare(OrtModel fp32, OrtModel candidate) throws OrtException, StageException {
    Samples test = dataset.test();
    SampleInput input = SampleInput.of(fp32, dataset);
    int size = Math.min(samples, test.size());
    OutputComparison comparison = new OutputComparison();
    int right = 0;
    int candidateRight = 0;
    int agreed = 0;
    boolean classifies = true;
    for (int i = 0; i < size; i++) {
      Map<String, OutputValue> expected = input.run(fp32, test, i);
      Map<String, OutputValue> found = input.run(candidate, test, i);
      if (i == 0) {
        countFromMean(expected, comparison);
      }
      comparison.add(expected, found);
      Optional<String> scores = scores(expected);
      if (scores.isEmpty()) {
        classifies = false;
        continue;
      }
      int fp32Class = largest(scores.get(), expected);
      int candidateClass = largest(scores.get(), found);
      right += fp32Class == test.label(i) ? 1 : 0;
      candidateRight += candidateClass == test.label(i) ? 1 : 0;
      agreed += fp32Class == candidateClass ? 1 : 0;
      if ((i + 1) % SAMPLES_A_LINE == 0) {
        progress.say(String.format("compared on %d of %d test samples", i + 1, size));
      }
    }
    double count = size;
    return new Judgement(
        dataset.summary(),
        size,
        classifies
            ? new QuantizationReport.Accuracy(right / count, candidateRight / count, agreed / count)
            : null,
        comparison.differences());
  }

  /** Where a model predicts values, only what differs from their mean is its work. */
  private void countFromMean(Map<String, OutputValue> outputs, OutputComparison comparison) {
    dataset
        .targetSpread()
        .ifPresent(
            target ->
                outputs.entrySet().stream()
                    .filter(output -> count(output.getValue()) == 1)
                    .findFirst()
                    .ifPresent(output -> comparison.countFrom(output.getKey(), target.mean())));
  }

  /** The first output that has one number a class. */
  private Optional<String> scores(Map<String, OutputValue> outputs) {
    return outputs.entrySet().stream()
        .filter(output -> count(output.getValue()) == dataset.classNames().size())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** How many numbers a float tensor holds; 0 of anything else. */
  private static int count(OutputValue value) {
    return value instanceof Tensor tensor && tensor.elementType() == ElementType.FLOAT
        ? tensor.buffer().remaining()
        : 0;
  }

  private static int largest(String scores, Map<String, OutputValue> outputs) {
    float[] values = ((Tensor) Objects.requireNonNull(outputs.get(scores), scores)).floats();
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
