package io.edge4j.maven.benchmark;

import io.edge4j.maven.compare.ClassAnswer;
import io.edge4j.maven.compare.Differences;
import io.edge4j.maven.compare.OutputComparison;
import io.edge4j.maven.compare.ValueAnswer;
import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.dataset.Split;
import io.edge4j.maven.dataset.Spread;
import io.edge4j.maven.dataset.Task;
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

/**
 * Runs every variant over the whole test set, or over inputs that are drawn, and holds the answers
 * against the labels and against each other.
 */
final class Judging implements AutoCloseable {
  /** Runs of drawn inputs, per size. */
  private static final int DRAWN = 16;

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
  static Map<String, Answers> answers(MeasuredInputs inputs, Progress progress)
      throws StageException, IOException {
    Map<String, Answers> answers = new LinkedHashMap<>();
    if (inputs.workload() instanceof DrawnWorkload drawn) {
      for (String label : inputs.labels()) {
        List<Variant> ofSize = inputs.at(label);
        try (Judging judging = new Judging(ofSize, drawn.shape())) {
          judging.compareDrawn(drawn);
          judging.put(Verdicts.NONE, answers);
        }
      }
      return answers;
    }
    try (Judging judging = new Judging(inputs.variants(), inputs.workload().shape())) {
      TestSet testSet = inputs.testSet();
      if (testSet != null && testSet.samples().size() > 0) {
        judging.put(new TestPass(judging, testSet).run(progress), answers);
      } else if (inputs.workload() instanceof Inputs samples) {
        judging.compareSamples(samples);
        judging.put(Verdicts.NONE, answers);
      }
    }
    return answers;
  }

  /** What came of the labels, one per variant. */
  private record Verdicts(
      List<Correctness> correctness, List<List<Integer>> classes, List<PredictionErrors> errors) {
    private static final Verdicts NONE = new Verdicts(List.of(), List.of(), List.of());
  }

  private void put(Verdicts verdicts, Map<String, Answers> answers) {
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
              verdicts.correctness().isEmpty() ? null : verdicts.correctness().get(i),
              verdicts.classes().isEmpty() ? List.of() : verdicts.classes().get(i),
              verdicts.errors().isEmpty() ? null : verdicts.errors().get(i),
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
  private static final class TestPass {
    private final Judging judging;
    private final TestSet testSet;
    private final Split samples;
    private final Optional<Task> task;
    private final Optional<Spread> targets;

    TestPass(Judging judging, TestSet testSet) {
      this.judging = judging;
      this.testSet = testSet;
      this.samples = testSet.samples();
      this.task = testSet.task();
      this.targets = testSet.targetSpread();
    }

    Verdicts run(Progress progress) throws StageException {
      int compared = Math.min(Answers.COMPARED, samples.size());
      String name = testSet.summary().name();
      progress.say(
          task.isPresent()
              ? "Judging by " + samples.size() + " test samples of " + name
              : "Comparing outputs on "
                  + compared
                  + " test samples of "
                  + name
                  + ", which has no labels");
      if (task.equals(Optional.of(Task.REGRESSION))) {
        return new Verdicts(List.of(), List.of(), read(samples.size()).errors(samples));
      }
      if (task.isEmpty()) {
        read(compared);
        return Verdicts.NONE;
      }
      // What ships for plain samples finds their classes itself, and many samples at once.
      if (testSet instanceof RowTestSet rows
          && judging.subjects.stream().allMatch(Subject::takesSamples)) {
        read(compared);
        List<List<Integer>> classes = new ArrayList<>();
        for (Subject subject : judging.subjects) {
          classes.add(AccuracyTest.classes(subject, rows.samples(), rows.order(subject)));
        }
        return byClasses(classes);
      }
      return byClasses(read(samples.size()).classes);
    }

    private Verdicts byClasses(List<List<Integer>> classes) {
      return classes.stream().allMatch(found -> found.size() == samples.size())
          ? new Verdicts(
              classes.stream().map(found -> AccuracyTest.correctness(found, samples)).toList(),
              classes,
              List.of())
          : Verdicts.NONE;
    }

    /** Runs the first samples. */
    private Readings read(int rows) throws StageException {
      Readings readings =
          new Readings(judging.subjects.size(), rows, task, testSet.summary().classNames());
      for (int first = 0; first < rows; first += testSet.batch()) {
        add(first, Math.min(testSet.batch(), rows - first), readings);
      }
      return readings;
    }

    private void add(int first, int count, Readings readings) throws StageException {
      List<List<Map<String, OutputValue>>> outputs = new ArrayList<>();
      for (Subject subject : judging.subjects) {
        outputs.add(testSet.answers(subject, first, count));
      }
      for (int row = 0; row < count; row++) {
        List<Map<String, OutputValue>> ofSample = ofSample(outputs, row);
        if (first + row < Answers.COMPARED) {
          judging.compare(ofSample, targets);
        }
        readings.add(ofSample);
      }
    }
  }

  /** Classes or values of every variant, read from its outputs. */
  private static final class Readings {
    private final Optional<Task> task;
    private final List<String> classNames;
    private final List<List<Integer>> classes = new ArrayList<>();
    private final List<double[]> values = new ArrayList<>();
    private int rows;

    Readings(int variants, int rows, Optional<Task> task, List<String> classNames) {
      this.task = task;
      this.classNames = classNames;
      for (int i = 0; i < variants; i++) {
        classes.add(new ArrayList<>());
        values.add(new double[rows]);
      }
    }

    void add(List<Map<String, OutputValue>> ofSample) {
      int row = rows++;
      for (int i = 0; i < ofSample.size(); i++) {
        Map<String, OutputValue> outputs = ofSample.get(i);
        if (task.equals(Optional.of(Task.REGRESSION))) {
          values.get(i)[row] =
              ValueAnswer.in(outputs).map(value -> value.of(outputs)).orElse(Double.NaN);
        } else if (task.isPresent()) {
          List<Integer> found = classes.get(i);
          ClassAnswer.in(outputs, classNames).ifPresent(answer -> found.add(answer.of(outputs)));
        }
      }
    }

    List<PredictionErrors> errors(Split test) {
      double[] targets = new double[test.size()];
      for (int i = 0; i < targets.length; i++) {
        targets[i] = test.target(i);
      }
      return values.stream().map(found -> PredictionErrors.of(found, targets)).toList();
    }
  }
}
