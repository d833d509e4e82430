package io.edge4j.maven.benchmark;

import io.edge4j.maven.compare.ClassAnswer;
import io.edge4j.maven.compare.Differences;
import io.edge4j.maven.compare.OutputComparison;
import io.edge4j.maven.compare.ValueAnswer;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.dataset.Spread;
import io.edge4j.maven.metric.Answers;
import io.edge4j.maven.metric.Correctness;
import io.edge4j.maven.metric.PredictionErrors;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.DrawnInputs;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs every variant over the whole test set, or over inputs that are drawn, and holds the answers
 * against the labels and against each other.
 */
final class Judging implements AutoCloseable {
  /** Runs of drawn inputs, per size. */
  private static final int DRAWN = 16;

  /** Samples whose outputs are compared, from the start of the test set: labels say more. */
  private static final int COMPARED = 512;

  /** Samples that are held in memory at once. */
  private static final int BATCH = 64;

  private final List<Variant> variants;
  private final List<Subject> subjects = new ArrayList<>();

  /** For each variant its answers beside those of each other one. */
  private final List<Map<Integer, OutputComparison>> comparisons = new ArrayList<>();

  private Judging(List<Variant> variants, List<Long> sampleShape)
      throws StageException, IOException {
    this.variants = variants;
    for (Variant variant : variants) {
      subjects.add(Subjects.open(variant, 1, sampleShape));
      comparisons.add(new LinkedHashMap<>());
    }
  }

  /** By variant. */
  static Map<String, Answers> answers(
      MeasuredInputs inputs, @Nullable Dataset dataset, Progress progress)
      throws StageException, IOException {
    Map<String, Answers> answers = new LinkedHashMap<>();
    if (inputs.workload() instanceof DrawnWorkload drawn) {
      for (String label : inputs.labels()) {
        List<Variant> ofSize = inputs.at(label);
        try (Judging judging = new Judging(ofSize, drawn.shape())) {
          judging.compareDrawn(drawn);
          judging.put(null, answers);
        }
      }
      return answers;
    }
    Inputs samples = (Inputs) inputs.workload();
    try (Judging judging = new Judging(inputs.variants(), samples.shape())) {
      if (dataset == null || dataset.test().size() == 0) {
        judging.compareSamples(samples);
        judging.put(null, answers);
      } else {
        progress.say("Judging by " + dataset.test().size() + " test samples of " + dataset.name());
        judging.put(new Labelled(judging, samples, dataset).run(), answers);
      }
    }
    return answers;
  }

  /** What came of the labels, one per variant. */
  private record Verdicts(
      List<Correctness> correctness, List<List<Integer>> classes, List<PredictionErrors> errors) {}

  private void put(@Nullable Verdicts verdicts, Map<String, Answers> answers) {
    for (int i = 0; i < variants.size(); i++) {
      Map<String, Differences> differences = new LinkedHashMap<>();
      comparisons
          .get(i)
          .forEach(
              (other, comparison) ->
                  differences.put(variants.get(other).name(), comparison.differences()));
      String name = variants.get(i).name();
      answers.put(
          name,
          new Answers(
              name,
              verdicts == null || verdicts.correctness().isEmpty()
                  ? null
                  : verdicts.correctness().get(i),
              verdicts == null || verdicts.classes().isEmpty()
                  ? List.of()
                  : verdicts.classes().get(i),
              verdicts == null || verdicts.errors().isEmpty() ? null : verdicts.errors().get(i),
              differences));
    }
  }

  private void compareDrawn(DrawnWorkload drawn) {
    for (int run = 0; run < DRAWN; run++) {
      Map<String, Tensor> inputs =
          new DrawnInputs(drawn.contract(), variants.get(0).sizes(), DrawnWorkload.SEED + run)
              .draw();
      List<Map<String, OutputValue>> outputs = new ArrayList<>();
      subjects.forEach(subject -> outputs.add(subject.answer(inputs)));
      compare(outputs, Optional.empty());
    }
  }

  private void compareSamples(Inputs samples) throws StageException {
    List<List<Map<String, OutputValue>>> outputs = new ArrayList<>();
    for (Subject subject : subjects) {
      SampleOrder order = subject.order(samples.shape(), samples.layout());
      outputs.add(subject.answers(samples.samples().stream().map(order::ordered).toList()));
    }
    for (int sample = 0; sample < samples.samples().size(); sample++) {
      compare(ofSample(outputs, sample), Optional.empty());
    }
  }

  private static List<Map<String, OutputValue>> ofSample(
      List<List<Map<String, OutputValue>>> outputs, int sample) {
    return outputs.stream().map(ofVariant -> ofVariant.get(sample)).toList();
  }

  /**
   * Adds one run of all variants.
   *
   * @param targets of the values to predict; their mean is no variant's work
   */
  private void compare(List<Map<String, OutputValue>> outputs, Optional<Spread> targets) {
    for (int one = 0; one < outputs.size(); one++) {
      for (int other = 0; other < outputs.size(); other++) {
        if (one != other) {
          Map<String, OutputValue> reference = outputs.get(other);
          OutputComparison comparison =
              comparisons.get(one).computeIfAbsent(other, o -> comparison(reference, targets));
          comparison.add(reference, named(outputs.get(one), reference));
        }
      }
    }
  }

  private static OutputComparison comparison(
      Map<String, OutputValue> reference, Optional<Spread> targets) {
    OutputComparison comparison = new OutputComparison();
    targets.ifPresent(
        spread ->
            ValueAnswer.in(reference)
                .ifPresent(value -> comparison.countFrom(value.output(), spread.mean())));
    return comparison;
  }

  /** The only output of a variant is the only one of another, whatever both call it. */
  private static Map<String, OutputValue> named(
      Map<String, OutputValue> outputs, Map<String, OutputValue> reference) {
    return outputs.size() == 1 && reference.size() == 1
        ? Map.of(reference.keySet().iterator().next(), outputs.values().iterator().next())
        : outputs;
  }

  @Override
  public void close() {
    subjects.forEach(Subject::close);
  }

  /** A pass over the test set of a dataset. */
  private static final class Labelled {
    private final Judging judging;
    private final Samples test;
    private final Dataset dataset;
    private final List<SampleOrder> orders = new ArrayList<>();

    Labelled(Judging judging, Inputs samples, Dataset dataset) throws StageException {
      this.judging = judging;
      this.dataset = dataset;
      this.test = dataset.test();
      for (Subject subject : judging.subjects) {
        orders.add(subject.order(samples.shape(), samples.layout()));
      }
    }

    Verdicts run() {
      // What ships for plain samples finds their classes itself, and many samples at once.
      boolean plain = judging.subjects.stream().allMatch(Subject::takesSamples);
      boolean values = !dataset.hasClasses();
      int rows = plain && !values ? Math.min(COMPARED, test.size()) : test.size();
      Readings readings = new Readings(judging.subjects.size(), rows);
      for (int first = 0; first < rows; first += BATCH) {
        add(first, Math.min(BATCH, rows - first), readings);
      }
      if (values) {
        return new Verdicts(List.of(), List.of(), readings.errors(test));
      }
      List<List<Integer>> classes = new ArrayList<>();
      for (int i = 0; i < judging.subjects.size(); i++) {
        classes.add(
            plain
                ? AccuracyTest.classes(judging.subjects.get(i), test, orders.get(i))
                : readings.classes.get(i));
      }
      List<Correctness> correctness = new ArrayList<>();
      for (List<Integer> found : classes) {
        if (found.size() == test.size()) {
          correctness.add(AccuracyTest.correctness(found, test));
        }
      }
      return correctness.size() == classes.size()
          ? new Verdicts(correctness, classes, List.of())
          : new Verdicts(List.of(), List.of(), List.of());
    }

    private void add(int first, int count, Readings readings) {
      List<List<Map<String, OutputValue>>> outputs = new ArrayList<>();
      for (int i = 0; i < judging.subjects.size(); i++) {
        outputs.add(
            judging.subjects.get(i).answers(AccuracyTest.batch(test, first, count, orders.get(i))));
      }
      for (int row = 0; row < count; row++) {
        List<Map<String, OutputValue>> ofSample = ofSample(outputs, row);
        if (first + row < COMPARED) {
          judging.compare(ofSample, dataset.targetSpread());
        }
        readings.add(ofSample, dataset.classNames());
      }
    }
  }

  /** Classes or values of every variant, read from its outputs. */
  private static final class Readings {
    private final List<List<Integer>> classes = new ArrayList<>();
    private final List<double[]> values = new ArrayList<>();
    private int rows;

    Readings(int variants, int rows) {
      for (int i = 0; i < variants; i++) {
        classes.add(new ArrayList<>());
        values.add(new double[rows]);
      }
    }

    void add(List<Map<String, OutputValue>> ofSample, List<String> classNames) {
      int row = rows++;
      for (int i = 0; i < ofSample.size(); i++) {
        Map<String, OutputValue> outputs = ofSample.get(i);
        List<Integer> found = classes.get(i);
        double[] predicted = values.get(i);
        if (classNames.isEmpty()) {
          predicted[row] =
              ValueAnswer.in(outputs).map(value -> value.of(outputs)).orElse(Double.NaN);
        } else {
          ClassAnswer.in(outputs, classNames).ifPresent(answer -> found.add(answer.of(outputs)));
        }
      }
    }

    List<PredictionErrors> errors(Samples test) {
      double[] targets = new double[test.size()];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = test.target(i);
      }
      return values.stream().map(found -> PredictionErrors.of(found, targets)).toList();
    }
  }
}
