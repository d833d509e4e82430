package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.NoisyRunTimes;
import io.edge4j.maven.measure.RunTimes;
import io.edge4j.maven.metric.Correctness;
import io.edge4j.maven.metric.Measurements;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.report.GateResult;
import io.edge4j.maven.report.GateResult.Outcome;
import io.edge4j.maven.stage.StageException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatesTest {
  private static final List<String> VARIANTS = List.of("onnx-fp32", "onnx-optimized");
  private static final RunTimes[] ROUNDS = NoisyRunTimes.pair(1.5, 3, 30, 1);

  private final Map<String, Measurements> measurements =
      Map.of(
          "onnx-optimized", new Measurements(ROUNDS[0], 226_897, 0, 200_000, correct(897), null),
          "onnx-fp32", new Measurements(ROUNDS[1], 829_789, 0, 760_000, correct(900), null));

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
            "onnx-optimized", new Measurements(ROUNDS[0], 10_700, 700, 9_000, null, null),
            "onnx-fp32", new Measurements(ROUNDS[1], 10_000, 0, 8_500, null, null));

    assertThat(
            Gates.evaluate(
                List.of(new GateRule("onnx-optimized", "sizeBytes", 1.0, "onnx-fp32")),
                same,
                Map.of()))
        .singleElement()
        .extracting(GateResult::outcome)
        .isEqualTo(Outcome.PASSED);
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
                Map.of("baseline", "this is the first release"))
            .get(0);
    assertThat(result.outcome()).isEqualTo(Outcome.NOT_MEASURED);
    assertThat(result.found()).isEqualTo("no baseline: this is the first release");
  }

  @Test
  void accuracyWithoutATestSetIsNotMeasured() {
    Map<String, Measurements> unlabelled =
        Map.of("onnx-optimized", new Measurements(ROUNDS[0], 1, 0, 1, null, null));
    GateResult result =
        Gates.evaluate(
                List.of(new GateRule("onnx-optimized", "accuracy", 0.9, null)),
                unlabelled,
                Map.of())
            .get(0);
    assertThat(result.outcome()).isEqualTo(Outcome.NOT_MEASURED);
    assertThat(result.found()).contains("no labelled test set");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "onnx-optimized | p95 | 1 | | <metric> is 'p95', which does not exist. Known metrics: meanMillis",
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
    assertThat(Gates.defaults(VARIANTS, false))
        .isNotEmpty()
        .noneMatch(rule -> rule.metric().startsWith("accuracy"));
  }

  @Test
  void defaultsHoldNoAbsoluteTimeAndAskOnlyForWhatIsMeasured() throws StageException {
    List<GateRule> rules = Gates.defaults(VARIANTS, true);
    Gates.validate(rules, VARIANTS);
    assertThat(rules)
        .extracting(GateRule::metric)
        .containsExactly("sizeBytes", "accuracyLoss", "speedup");
    assertThat(Gates.evaluate(rules, measurements, Map.of()))
        .allMatch(result -> !result.machineBound())
        .allMatch(result -> result.outcome() == Outcome.PASSED);
    assertThat(Gates.defaults(List.of("onnx-fp32"), true)).isEmpty();
  }

  @Test
  void defaultsHoldTheModelAgainstABaselineWhereThereIsOne() {
    assertThat(Gates.defaults(List.of("onnx-fp32", "onnx-optimized", "baseline"), true))
        .contains(new GateRule("onnx-optimized", "speedup", 0.9, "baseline"));
  }

  @Test
  void negativeLossMayBeAsked() throws StageException {
    GateRule rule = new GateRule("onnx-optimized", "accuracyLoss", -0.01, "onnx-fp32");
    Gates.validate(List.of(rule), VARIANTS);
    assertThat(evaluate(rule).outcome()).isEqualTo(Outcome.FAILED);
  }

  private GateResult evaluate(GateRule rule) {
    return Gates.evaluate(List.of(rule), measurements, Map.of()).get(0);
  }

  private static Correctness correct(int count) {
    BitSet right = new BitSet();
    right.set(0, count);
    return new Correctness(right, 1000);
  }
}
