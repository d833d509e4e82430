package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.compare.ClassAnswer;
import io.edge4j.maven.compare.OutputComparison;
import io.edge4j.maven.compare.ValueAnswer;
import io.edge4j.maven.dataset.FittedDataset;
import io.edge4j.maven.dataset.Task;
import io.edge4j.maven.dataset.TensorSamples;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.stage.Progress;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares two models on the test split of a dataset, one sample at a time: dynamic quantization
 * takes one scale for a whole batch, so that batched results would depend on who shares the batch.
 */
final class DatasetJudge {
  private static final int SAMPLES_A_LINE = 2500;

  private final FittedDataset dataset;
  private final int samples;
  private final Progress progress;

  /**
   * Prepares to compare.
   *
   * @param samples at most so many, from the start of the split
   */
  DatasetJudge(FittedDataset dataset, int samples, Progress progress) {
    this.dataset = dataset;
    this.samples = samples;
    this.progress = progress;
  }

  Judgement compare(OrtModel fp32, OrtModel candidate) throws OrtException {
    TensorSamples test = dataset.test();
    int size = Math.min(samples, test.size());
    OutputComparison comparison = new OutputComparison();
    Optional<ClassAnswer> classes = Optional.empty();
    Optional<ValueAnswer> predicted = Optional.empty();
    ClassCount counted = new ClassCount();
    PredictionErrors errors = new PredictionErrors();
    for (int i = 0; i < size; i++) {
      Map<String, Tensor> sample = test.tensors(i);
      Map<String, OutputValue> expected = fp32.runOn(sample);
      Map<String, OutputValue> found = candidate.runOn(sample);
      if (i == 0) {
        if (dataset.hasClasses()) {
          classes = ClassAnswer.in(expected, dataset.classNames());
        }
        predicted = predicted(expected);
        countFromMean(predicted, comparison);
      }
      comparison.add(expected, found);
      if (classes.isPresent()) {
        ClassAnswer answer = classes.get();
        counted.add(test.label(i), answer.of(expected), answer.of(found));
      }
      if (predicted.isPresent()) {
        ValueAnswer answer = predicted.get();
        errors.add(test.target(i), answer.of(expected), answer.of(found));
      }
      if ((i + 1) % SAMPLES_A_LINE == 0) {
        progress.say(String.format("compared on %d of %d samples", i + 1, size));
      }
    }
    return new Judgement(
        dataset.summary(),
        size,
        classes.isPresent() ? counted.accuracy() : null,
        predicted.isPresent() ? errors.prediction() : null,
        comparison.differences());
  }

  /** Where a model predicts values, only what differs from their mean is its work. */
  private void countFromMean(Optional<ValueAnswer> predicted, OutputComparison comparison) {
    dataset
        .targetSpread()
        .ifPresent(
            target ->
                predicted.ifPresent(
                    answer -> comparison.countFrom(answer.output(), target.mean())));
  }

  /** Where the model says values, if the dataset has values to predict. */
  private Optional<ValueAnswer> predicted(Map<String, OutputValue> outputs) {
    return dataset.task().equals(Optional.of(Task.REGRESSION))
        ? ValueAnswer.in(outputs)
        : Optional.empty();
  }

  /** Classes that are right, before and after. */
  private static final class ClassCount {
    private int samples;
    private int right;
    private int candidateRight;
    private int agreed;

    void add(int label, int fp32, int candidate) {
      samples++;
      right += fp32 == label ? 1 : 0;
      candidateRight += candidate == label ? 1 : 0;
      agreed += fp32 == candidate ? 1 : 0;
    }

    QuantizationReport.Accuracy accuracy() {
      double count = samples;
      return new QuantizationReport.Accuracy(right / count, candidateRight / count, agreed / count);
    }
  }

  /** Squares of what predicted values lie beside the true ones, before and after. */
  private static final class PredictionErrors {
    private final List<Double> targets = new ArrayList<>();
    private double squares;
    private double candidateSquares;

    void add(double target, double fp32, double candidate) {
      targets.add(target);
      squares += (fp32 - target) * (fp32 - target);
      candidateSquares += (candidate - target) * (candidate - target);
    }

    QuantizationReport.Prediction prediction() {
      double mean = targets.stream().mapToDouble(Double::doubleValue).average().orElse(0);
      double variance =
          targets.stream().mapToDouble(t -> (t - mean) * (t - mean)).average().orElse(0);
      double count = targets.size();
      return new QuantizationReport.Prediction(
          Math.sqrt(squares / count), Math.sqrt(candidateSquares / count), Math.sqrt(variance));
    }
  }
}
