package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleReportTest {

  @Test
  void tableIsTheSeedsWithTheRatioToPyTorch() {
    assertThat(ConsoleReport.lines(Reports.seed(), GatePolicy.DEFAULT))
        .containsExactly(
            "Benchmark of garments on Fashion-MNIST: batch 1, 1 thread, 900 timed runs each in 3"
                + " JVMs",
            "Variant                       median ms  mean ms  p95 ms  p99 ms  size KiB  accuracy  speed-up over"
                + " pytorch-fp32",
            "-".repeat(112),
            "pytorch-fp32                      0.490    0.500   0.600   0.800     809.7    0.8980                "
                + "       1.00x",
            "onnx-fp32                         0.043    0.044   0.053   0.070     810.3    0.8980       11.36x"
                + " [11.13, 11.59]",
            "onnx-optimized, dynamic int8      0.032    0.033   0.040   0.053     221.6    0.8981       15.15x"
                + " [14.85, 15.45]",
            "Note: Times belong to this machine.",
            "No gates. onnx-optimized (dynamic int8) is 3.66 times smaller and 1.33 times faster than"
                + " onnx-fp32, and as accurate.");
  }

  @Test
  void everyGateHasALine() {
    BenchmarkReport report =
        Reports.report(
            "garments",
            List.of(
                Reports.gate(GateResult.Outcome.PASSED, "a rule"),
                Reports.gate(GateResult.Outcome.NOT_MEASURED, "another rule")));
    assertThat(ConsoleReport.lines(report, GatePolicy.DEFAULT))
        .anyMatch(line -> line.startsWith("Gate passed: a rule: found 1.33x"))
        .anyMatch(line -> line.startsWith("Gate not-measured: another rule: found "));
  }
}
