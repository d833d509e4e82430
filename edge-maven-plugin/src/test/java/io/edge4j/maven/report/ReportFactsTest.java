package io.edge4j.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a report says of what its figures rest on. */
class ReportFactsTest {

  @Test
  void accuracyIsOfAllTestSamples() {
    assertThat(ReportFacts.judgement(Reports.seed()))
        .isEqualTo("Accuracy on 10000 test samples of Fashion-MNIST.");
  }

  @Test
  void withoutLabelsTheFirstTestSamplesAreCompared() {
    assertThat(ReportFacts.judgement(withoutLabels(Reports.seed())))
        .isEqualTo(
            "Outputs compared with those of pytorch-fp32 on the first 512 of 10000 test samples of"
                + " Fashion-MNIST.");
  }

  @Test
  void theOriginIsVersionCommitDateAndMachine() {
    assertThat(ReportFacts.origin(Reports.seed()))
        .isEqualTo(
            "Version 1.5.0, commit 0123456789, measured 2026-11-26 10:45:21 UTC, on this machine,"
                + " A CPU");
  }

  private static BenchmarkReport withoutLabels(BenchmarkReport report) {
    VariantReport variant = report.variants().get(0);
    return new BenchmarkReport(
        report.schemaVersion(),
        report.model(),
        report.when(),
        report.projectVersion(),
        report.commit(),
        report.device(),
        report.dataset(),
        report.inputs(),
        report.environment(),
        report.protocol(),
        List.of(
            new VariantReport(
                variant.name(),
                variant.recipe(),
                variant.engine(),
                variant.samples(),
                Map.of(),
                variant.sdMillis(),
                null,
                null,
                variant.warmupRuns(),
                variant.settled(),
                variant.quantilesMillis(),
                variant.throughput())),
        List.of(),
        report.gates(),
        report.baseline(),
        report.notes());
  }
}
