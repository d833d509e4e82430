package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.report.GateResult.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final String STORY =
      "onnx-optimized (dynamic int8) is 3.66 times smaller and 1.33 times faster than onnx-fp32, and"
          + " as accurate.";

  @Test
  void itSaysWhatTheOptimizedModelWonAndGaveUp() {
    assertThat(verdict(List.of(gate(Outcome.PASSED)))).isEqualTo("Passed. " + STORY);
  }

  @Test
  void aFailedGateIsSaidFirst() {
    List<GateResult> gates = List.of(gate(Outcome.FAILED), gate(Outcome.PASSED));

    assertThat(verdict(gates)).isEqualTo("Failed: 1 of 2 gates. " + STORY);
    assertThat(Verdict.of(Reports.report("garments", gates), GatePolicy.DEFAULT).mood())
        .isEqualTo(Verdict.Mood.FAILED);
  }

  @Test
  void aDefaultGateThatFailsIsAWarning() {
    assertThat(verdict(List.of(gate(Outcome.FAILED).advising("help"))))
        .isEqualTo("Passed with 1 warning. " + STORY);
  }

  @Test
  void withoutGatesNothingPassed() {
    assertThat(verdict(List.of())).isEqualTo("No gates. " + STORY);
  }

  private static String verdict(List<GateResult> gates) {
    return Verdict.of(Reports.report("garments", gates), GatePolicy.DEFAULT).sentence();
  }

  private static GateResult gate(Outcome outcome) {
    return Reports.gate(outcome, "onnx-optimized speedup over onnx-fp32 >= 1.2");
  }
}
