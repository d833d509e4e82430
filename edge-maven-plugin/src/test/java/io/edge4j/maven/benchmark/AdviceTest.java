package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.report.GateResult;
import io.edge4j.maven.report.GateResult.Outcome;
import io.edge4j.maven.report.VariantReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "speedup | onnx-fp32 | dynamic | dynamic | this network is too small for dynamic int8: set <recipe>auto</recipe>",
        "speedup | onnx-fp32 | static | static | gains nothing from static int8: set <recipe>auto</recipe>",
        "speedup | onnx-fp32 | dynamic | auto | the machine is busy",
        "speedup | onnx-fp32 | fp32 | dynamic | nothing was quantized: the machine is busy",
        "speedup | onnx-fp32 | fp16 | auto | fp16 computes as fp32 does, in half the size",
        "speedup | baseline | dynamic | dynamic | slower than the last release",
        "sizeBytes | onnx-fp32 | fp32 | dynamic | nothing was quantized, see quantize.json",
        "sizeBytes | onnx-fp32 | dynamic | dynamic | set <recipe>fp32</recipe>",
        "accuracyLoss | onnx-fp32 | dynamic | dynamic | static with ranges measured on <dataset>",
        "accuracyLoss | onnx-fp32 | static | static | raise <calibrationSamples>",
        "accuracyLoss | onnx-fp32 | static | auto | lower <maxAccuracyLoss>",
      })
  void adviceFitsWhatFailedAndHowTheModelWasMade(
      String metric, String relativeTo, String made, String asked, String advice) {
    GateResult result = advised(asked, made, gate(Outcome.FAILED, metric, relativeTo));

    assertThat(result.advisory()).isTrue();
    assertThat(result.advice()).contains(advice);
    assertThat(result.line()).startsWith("Default gate failed: a rule: found ").contains(advice);
  }

  @Test
  void whatPassedOrCouldNotBeMeasuredNeedsNone() {
    assertThat(advised("dynamic", "dynamic", gate(Outcome.PASSED, "speedup", "onnx-fp32")).advice())
        .isNull();
    assertThat(
            advised("dynamic", "dynamic", gate(Outcome.NOT_MEASURED, "speedup", "baseline"))
                .advice())
        .isNull();
  }

  @Test
  void whatStayedUndecidedAsksForMoreJvms() {
    assertThat(
            advised("dynamic", "dynamic", gate(Outcome.INCONCLUSIVE, "speedup", "onnx-fp32"))
                .advice())
        .contains("<benchmark><forks>");
  }

  @ParameterizedTest
  @CsvSource({"fp16, fp16 computes as fp32 does", "fp32, both run the same in fp32"})
  void whatRunsTheSameKernelsIsNotDecidedByMoreJvms(String made, String advice) {
    assertThat(advised("auto", made, gate(Outcome.INCONCLUSIVE, "speedup", "onnx-fp32")).advice())
        .startsWith(advice)
        .doesNotContain("forks");
  }

  private static GateResult advised(String asked, String made, GateResult gate) {
    VariantReport optimized =
        new VariantReport(
            "onnx-optimized@n=4",
            made,
            "",
            1,
            Map.of(),
            0,
            null,
            null,
            1,
            true,
            List.of(),
            List.of());
    return new Advice(asked, List.of(optimized)).on(List.of(gate)).get(0);
  }

  private static GateResult gate(Outcome outcome, String metric, String relativeTo) {
    return new GateResult(
        "a rule",
        outcome,
        "1",
        "2",
        "onnx-optimized@n=4",
        metric,
        relativeTo + "@n=4",
        1,
        Estimate.exact(2),
        false,
        null,
        false,
        null);
  }
}
