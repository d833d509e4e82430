package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.report.GateResult.Outcome;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GatePolicyTest {
  private static final GateResult AGAINST_BASELINE =
      new GateResult(
          "onnx-optimized speedup over baseline >= 0.9",
          Outcome.NOT_MEASURED,
          "no baseline: there is no earlier release",
          ">= 0.9x",
          "onnx-optimized",
          "speedup",
          "baseline",
          0.9,
          null,
          false,
          null,
          false,
          null);
  private static final BaselineReport FIRST =
      new BaselineReport("latest release", "first-release", null, null);

  @Test
  void onlyFailedGatesFailByDefault() {
    BenchmarkReport report =
        Reports.report(
            "garments",
            List.of(
                Reports.gate(Outcome.PASSED, "a"),
                Reports.gate(Outcome.FAILED, "b"),
                Reports.gate(Outcome.INCONCLUSIVE, "c")));
    assertThat(GatePolicy.DEFAULT.failureLines(report))
        .singleElement()
        .asString()
        .startsWith("Gate failed: b");
    assertThat(GatePolicy.DEFAULT.warningLines(report))
        .singleElement()
        .asString()
        .startsWith("Gate inconclusive: c");
  }

  @Test
  void defaultsFailNothingAndAreSaidToAdvise() {
    BenchmarkReport report =
        Reports.report(
            "garments",
            List.of(
                Reports.gate(Outcome.PASSED, "a").advising(null),
                Reports.gate(Outcome.FAILED, "b").advising("set <recipe>auto</recipe>"),
                Reports.gate(Outcome.INCONCLUSIVE, "c").advising(null)));
    GatePolicy strict = new GatePolicy(true, Set.of("first-release"));

    assertThat(strict.failureLines(report)).isEmpty();
    assertThat(strict.fails(AGAINST_BASELINE.advising(null), FIRST)).isFalse();
    assertThat(strict.warningLines(report))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("Default gate failed: b: found ")
                    .endsWith("; set <recipe>auto</recipe>"),
            line -> assertThat(line).startsWith("Default gate inconclusive: c: found "),
            line -> assertThat(line).isEqualTo(GatePolicy.DEFAULTS_ADVISE));
  }

  @Test
  void aGateThatPassedOnTooFewSamplesWarns() {
    GateResult passed = Reports.gate(Outcome.PASSED, "a");
    BenchmarkReport enough =
        Reports.report(
            "garments", List.of(passed.seeing(GateResult.Power.ofSamples(0.004, 2000, null))));
    BenchmarkReport tooFew =
        Reports.report(
            "garments", List.of(passed.seeing(GateResult.Power.ofSamples(0.09, 39, 3163L))));

    assertThat(GatePolicy.DEFAULT.warningLines(enough)).isEmpty();
    assertThat(GatePolicy.DEFAULT.failureLines(tooFew)).isEmpty();
    assertThat(GatePolicy.DEFAULT.warningLines(tooFew))
        .singleElement()
        .asString()
        .startsWith("Gate passed: a: found ")
        .endsWith("it takes about 3200 samples");
    assertThat(Verdict.of(tooFew, GatePolicy.DEFAULT).sentence())
        .startsWith("Passed with 1 warning. ");
  }

  @Test
  void firstReleaseFailsOnlyWhereAskedFor() {
    assertThat(GatePolicy.DEFAULT.fails(AGAINST_BASELINE, FIRST)).isFalse();
    assertThat(new GatePolicy(false, Set.of("offline")).fails(AGAINST_BASELINE, FIRST)).isFalse();
    assertThat(new GatePolicy(false, Set.of("first-release")).fails(AGAINST_BASELINE, FIRST))
        .isTrue();
  }
}
