package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.dataset.Task;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.NoisyRunTimes;
import io.edge4j.maven.measure.RunTimes;
import io.edge4j.maven.metric.Answers;
import io.edge4j.maven.metric.ColdStart;
import io.edge4j.maven.metric.Correctness;
import io.edge4j.maven.metric.Measurements;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.report.GateResult;
import io.edge4j.maven.report.GateResult.Outcome;
import io.edge4j.maven.stage.StageException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatesTest {
  private static final List<String> VARIANTS = List.of("onnx-fp32", "onnx-optimized");
  private static final Optional<Task> CLASSES = Optional.of(Task.CLASSIFICATION);
  private static final RunTimes[] ROUNDS = NoisyRunTimes.pair(1.5, 8, 30, 1);

  private final Map<String, Measurements> measurements =
      Map.of(
          "onnx-optimized",
              new Measurements(
                  ROUNDS[0], 226_897, 0, 200_000, correct("onnx-optimized", 897), List.of()),
          "onnx-fp32",
              new Measurements(
                  ROUNDS[1], 829_789, 0, 760_000, correct("onnx-fp32", 900), List.of()));

  @ParameterizedTest
  @CsvSource({
    "speedup, 1.2, onnx-fp32, PASSED",
    "speedup, 2.0, onnx-fp32, FAILED",
    "p50Millis, 1.0, , PASSED",
    "p50Millis, 0.01, , FAILED",
    "p50Millis, 0.9, onnx-fp32, PASSED",
    "sizeBytes, 227000, , PASSED",
    "sizeBytes, 226896, , FAILED",
    "sizeBytes, 0.3, onnx-fp32, PASSED",
    "gzipBytes, 199999, , FAILED",
    "accuracy, 0.89, , PASSED",
    "accuracy, 0.95, , FAILED",
    "accuracyLoss, 0.005, onnx-fp32, PASSED",
    "accuracyLoss, 0.002, onnx-fp32, FAILED",
    "loadMillis, 1000, , NOT_MEASURED",
  })
  void ruleIsDecidedOnItsMetricsGoodSide(
      String metric, double limit, String relativeTo, Outcome expected) {
    assertThat(evaluate(new GateRule("onnx-optimized", metric, limit, relativeTo)).outcome())
        .isEqualTo(expected);
  }

  @Test
  void aModelThatStayedAsItCameIsNoLargerForWhatItSaysOfItself() {
    Map<String, Measurements> same =
        Map.of(
            "onnx-optimized",
                new Measurements(
                    ROUNDS[0], 10_700, 700, 9_000, Answers.none("onnx-optimized"), List.of()),
            "onnx-fp32",
                new Measurements(
                    ROUNDS[1], 10_000, 0, 8_500, Answers.none("onnx-fp32"), List.of()));

    assertThat(
            Gates.evaluate(
                List.of(new GateRule("onnx-optimized", "sizeBytes", 1.0, "onnx-fp32")),
                same,
                Map.of(),
                Look.ONLY))
        .singleElement()
        .extracting(GateResult::outcome)
        .isEqualTo(Outcome.PASSED);
    Measurements fp32 = same.get("onnx-fp32");
    assertThat(same.get("onnx-optimized").timesSmaller(fp32)).isEqualTo(1);
    assertThat(fp32.timesSmaller(same.get("onnx-optimized"))).isEqualTo(1.07);
  }

  @Test
  void intervalDecidesOnlyWhereItLiesOnOneSideOfTheLimit() {
    Metric speedup = Metric.SPEEDUP;
    assertThat(Gates.decide(speedup, new Estimate(1.2, 1.1, 1.3), 1.1)).isEqualTo(Outcome.PASSED);
    assertThat(Gates.decide(speedup, new Estimate(1.2, 1.1, 1.3), 1.15))
        .isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(Gates.decide(speedup, new Estimate(1.2, 1.1, 1.3), 1.31)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void resultSaysRuleFoundAndExpectedInOneLine() {
    GateResult size = evaluate(new GateRule("onnx-optimized", "sizeBytes", 220_000.0, null));
    assertThat(size.line())
        .isEqualTo(
            "Gate failed: onnx-optimized sizeBytes <= 220000: found 226897 bytes, "
                + "expected <= 220000 bytes");
  }

  @Test
  void foundTimeCarriesItsInterval() {
    GateResult result = evaluate(new GateRule("onnx-optimized", "speedup", 1.2, "onnx-fp32"));
    assertThat(result.rule()).isEqualTo("onnx-optimized speedup over onnx-fp32 >= 1.2");
    assertThat(result.found()).matches("1\\.\\d+x \\(95 % interval 1\\.\\d+ to 1\\.\\d+\\)");
    assertThat(result.expected()).isEqualTo(">= 1.2x");
  }

  @Test
  void absoluteTimeIsMarkedAsBelongingToOneMachine() {
    assertThat(evaluate(new GateRule("onnx-optimized", "p95Millis", 1.0, null)).machineBound())
        .isTrue();
    assertThat(
            evaluate(new GateRule("onnx-optimized", "p95Millis", 1.0, "onnx-fp32")).machineBound())
        .isFalse();
    assertThat(evaluate(new GateRule("onnx-optimized", "sizeBytes", 1.0, null)).machineBound())
        .isFalse();
  }

  @Test
  void absentVariantIsNotMeasuredAndSaysWhy() {
    GateResult result =
        Gates.evaluate(
                List.of(new GateRule("onnx-optimized", "speedup", 0.9, "baseline")),
                measurements,
                Map.of("baseline", "this is the first release"),
                Look.ONLY)
            .get(0);
    assertThat(result.outcome()).isEqualTo(Outcome.NOT_MEASURED);
    assertThat(result.found()).isEqualTo("no baseline: this is the first release");
  }

  @Test
  void accuracyWithoutATestSetIsNotMeasured() {
    Map<String, Measurements> unlabelled =
        Map.of(
            "onnx-optimized",
            new Measurements(ROUNDS[0], 1, 0, 1, Answers.none("onnx-optimized"), List.of()));
    GateResult result =
        Gates.evaluate(
                List.of(new GateRule("onnx-optimized", "accuracy", 0.9, null)),
                unlabelled,
                Map.of(),
                Look.ONLY)
            .get(0);
    assertThat(result.outcome()).isEqualTo(Outcome.NOT_MEASURED);
    assertThat(result.found()).contains("no labelled test set");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "onnx-optimized | p95 | 1 | | <metric> is 'p95', which does not exist. Known metrics: p50Millis",
        "onnx-optimized | | 1 | | <metric> is missing",
        "onnx-int4 | p95Millis | 1 | | <variant> is 'onnx-int4', which is not measured. "
            + "Known variants: onnx-fp32, onnx-optimized",
        " | p95Millis | 1 | | <variant> is missing",
        "onnx-optimized | p95Millis | | | <limit> is missing",
        "onnx-optimized | p95Millis | NaN | | <limit> is NaN",
        "onnx-optimized | p95Millis | -1 | | <limit> is -1",
        "onnx-optimized | speedup | 1 | | Add <relativeTo>",
        "onnx-optimized | speedup | 1 | pytorch | <relativeTo> is 'pytorch'",
        "onnx-optimized | speedup | 1 | onnx-optimized | the variant itself",
        "onnx-optimized | accuracy | 1 | onnx-fp32 | Use accuracyLoss",
      })
  void ruleThatCouldNeverBeDecidedIsRefused(
      String variant, String metric, Double limit, String relativeTo, String message) {
    GateRule good = new GateRule("onnx-optimized", "sizeBytes", 1.0, null);
    GateRule bad = new GateRule(variant, metric, limit, relativeTo);
    assertThatThrownBy(() -> Gates.validate(List.of(good, bad), VARIANTS))
        .isInstanceOf(StageException.class)
        .hasMessageStartingWith("<gates>, gate 2: ")
        .hasMessageContaining(message);
  }

  @Test
  void withoutLabelsNothingIsAskedOfTheAccuracy() {
    assertThat(Gates.defaults(VARIANTS, Optional.empty()))
        .isNotEmpty()
        .noneMatch(rule -> rule.metric().startsWith("accuracy"));
  }

  @Test
  void defaultsHoldNoAbsoluteTimeAndAskOnlyForWhatIsMeasured() throws StageException {
    List<GateRule> rules = Gates.defaults(VARIANTS, CLASSES);
    Gates.validate(rules, VARIANTS);
    assertThat(rules)
        .extracting(GateRule::metric)
        .containsExactly("sizeBytes", "accuracyLoss", "speedup");
    assertThat(Gates.evaluate(rules, measurements, Map.of(), Look.ONLY))
        .allMatch(result -> !result.machineBound())
        .allMatch(result -> result.outcome() == Outcome.PASSED);
    assertThat(Gates.defaults(List.of("onnx-fp32"), CLASSES)).isEmpty();
  }

  @Test
  void defaultsHoldTheModelAgainstABaselineWhereThereIsOne() {
    assertThat(Gates.defaults(List.of("onnx-fp32", "onnx-optimized", "baseline"), CLASSES))
        .contains(new GateRule("onnx-optimized", "speedup", 0.9, "baseline"));
  }

  @Test
  void negativeLossMayBeAsked() throws StageException {
    GateRule rule = new GateRule("onnx-optimized", "accuracyLoss", -0.01, "onnx-fp32");
    Gates.validate(List.of(rule), VARIANTS);
    assertThat(evaluate(rule).outcome()).isEqualTo(Outcome.FAILED);
  }

  private GateResult evaluate(GateRule rule) {
    return Gates.evaluate(List.of(rule), measurements, Map.of(), Look.ONLY).get(0);
  }

  private static Answers correct(String variant, int count) {
    BitSet right = new BitSet();
    right.set(0, count);
    return new Answers(variant, new Correctness(right, 1000), List.of(), null, Map.of());
  }

  @Test
  void theFirstOfTwoLooksDecidesLess() {
    double low = Metric.SPEEDUP.of(optimized(), fp32()).orElseThrow().low();
    GateRule justHeld = new GateRule("onnx-optimized", "speedup", low * 0.9999, "onnx-fp32");

    assertThat(outcome(justHeld, Look.ONLY)).isEqualTo(Outcome.PASSED);
    assertThat(outcome(justHeld, Look.FIRST)).isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void aGateThatAsksForMoreThanItsForksSeeSaysHowManyWould() {
    GateResult blunt = evaluate(new GateRule("onnx-optimized", "speedup", 0.9999, "onnx-fp32"));
    assertThat(blunt.power().forksNeeded()).isGreaterThan(8);
    assertThat(blunt.line()).contains("but the limit asks for less: it takes about ");

    GateResult sharp = evaluate(new GateRule("onnx-optimized", "speedup", 0.5, "onnx-fp32"));
    assertThat(sharp.power().forksNeeded()).isNull();
    assertThat(sharp.line()).contains("differences of ").doesNotContain("it takes about");
  }

  @Test
  void aTestSetThatIsTooSmallForItsLimitSaysHowManySamplesWouldDo() {
    GateRule rule = new GateRule("onnx-optimized", "accuracyLoss", 0.01, "onnx-fp32");

    GateResult blind = Gates.evaluate(List.of(rule), agreeing(39), Map.of(), Look.ONLY).get(0);
    assertThat(blind.outcome()).isEqualTo(Outcome.PASSED);
    assertThat(blind.power().samples()).isEqualTo(39);
    assertThat(blind.line())
        .contains("on 39 test samples a loss of 0.090 or more would be seen, but the limit asks ")
        .endsWith("for less: it takes about 3200 samples");

    GateResult sharp = Gates.evaluate(List.of(rule), agreeing(2000), Map.of(), Look.ONLY).get(0);
    assertThat(sharp.power().samplesNeeded()).isNull();
    assertThat(sharp.line()).contains("a loss of 0.0018 or more would be seen");
  }

  /** Both classify the same samples right. */
  private static Map<String, Measurements> agreeing(int samples) {
    BitSet right = new BitSet();
    right.set(0, samples * 9 / 10);
    Correctness both = new Correctness(right, samples);
    Map<String, Measurements> measured = new HashMap<>();
    for (String name : VARIANTS) {
      Answers answers = new Answers(name, both, List.of(), null, Map.of());
      measured.put(name, new Measurements(ROUNDS[0], 1, 0, 1, answers, List.of()));
    }
    return measured;
  }

  @Test
  void whatIsCountedHasNoPower() {
    assertThat(evaluate(new GateRule("onnx-optimized", "sizeBytes", 1.0, "onnx-fp32")).power())
        .isNull();
  }

  @Test
  void coldStartsHaveAnIntervalThatDecides() {
    Map<String, Measurements> started =
        Map.of(
            "onnx-optimized",
            new Measurements(
                ROUNDS[0], 1, 0, 1, Answers.none("onnx-optimized"), starts(90, 110, 100)));
    assertThat(loadGate(started, 1000).outcome()).isEqualTo(Outcome.PASSED);
    assertThat(loadGate(started, 101).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    assertThat(loadGate(started, 10).outcome()).isEqualTo(Outcome.FAILED);
  }

  private static GateResult loadGate(Map<String, Measurements> started, double limit) {
    GateRule rule = new GateRule("onnx-optimized", "loadMillis", limit, null);
    return Gates.evaluate(List.of(rule), started, Map.of(), Look.ONLY).get(0);
  }

  private static List<ColdStart> starts(double... loadMillis) {
    return Arrays.stream(loadMillis).mapToObj(load -> new ColdStart(load, 1, null)).toList();
  }

  private Measurements optimized() {
    return measurements.get("onnx-optimized");
  }

  private Measurements fp32() {
    return measurements.get("onnx-fp32");
  }

  private Outcome outcome(GateRule rule, Look look) {
    return Gates.evaluate(List.of(rule), measurements, Map.of(), look).get(0).outcome();
  }
}
