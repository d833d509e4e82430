package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {

  @Test
  void tableHasARowForEachVariant() {
    assertThat(MarkdownReport.text(Reports.seed(), GatePolicy.DEFAULT))
        .contains("| Variant | median ms | mean ms | p95 ms |")
        .contains("| :-- | --: | --: | --: |")
        .contains(
            "| onnx-optimized, dynamic int8 | 0.032 | 0.033 | 0.040 | 0.053 | 221.6 | 0.8981 |");
  }

  @Test
  void gatesAreRowsWithTheirOutcome() {
    GateResult gate = Reports.gate(GateResult.Outcome.FAILED, "onnx-optimized speedup >= 1.2");
    assertThat(MarkdownReport.text(Reports.report("garments", List.of(gate)), GatePolicy.DEFAULT))
        .contains("| onnx-optimized speedup >= 1.2 | ❌ failed | 1.33x");
  }

  @Test
  void defaultGateThatFailedIsMarkedAsAdviceAndSaysWhatHelps() {
    GateResult gate =
        Reports.gate(GateResult.Outcome.FAILED, "a rule").advising("set <recipe>auto</recipe>");
    assertThat(MarkdownReport.text(Reports.report("garments", List.of(gate)), GatePolicy.DEFAULT))
        .contains("| a rule | ⚠️ failed, advises only | 1.33x")
        .contains("- a rule: set &lt;recipe>auto&lt;/recipe>\n")
        .contains("- Default gates advise and fail no build");
  }

  @Test
  void nameCannotBreakTheTable() {
    assertThat(MarkdownReport.text(Reports.report("a|b<script>\nc", List.of()), GatePolicy.DEFAULT))
        .contains("a\\|b&lt;script> c");
  }
}
