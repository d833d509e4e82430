package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.Environment;
import io.edge4j.maven.report.GateResult;
import io.edge4j.maven.report.ProtocolReport;
import io.edge4j.maven.report.VariantReport;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts together what was asked for, what was done and what was found. */
final class ReportAssembly {
  private final BenchmarkRequest request;
  private final @Nullable DatasetSummary dataset;
  private final List<String> inputs;
  private final Instant began;

  /**
   * @param dataset null when there was none
   * @param inputs a line each: what was run, and what was assumed of it
   * @param began when measuring did
   */
  ReportAssembly(
      BenchmarkRequest request,
      @Nullable DatasetSummary dataset,
      List<String> inputs,
      Instant began) {
    this.request = request;
    this.dataset = dataset;
    this.inputs = inputs;
    this.began = began;
  }

  BenchmarkReport report(
      Findings findings,
      List<GateResult> gates,
      List<ForkReport> forks,
      int forksPlanned,
      double seconds)
      throws IOException {
    List<VariantReport> variants = findings.variantReports();
    return new BenchmarkReport(
        BenchmarkReport.SCHEMA_VERSION,
        request.model(),
        began.truncatedTo(ChronoUnit.SECONDS).toString(),
        request.provenance().projectVersion(),
        request.provenance().commit(),
        BenchmarkReport.THIS_MACHINE,
        dataset,
        inputs,
        environment(forks),
        protocol(forks, variants, seconds),
        variants,
        findings.comparisons(),
        gates,
        request.baseline() == null ? null : request.baseline().report(),
        Caveats.of(request, variants, findings.comparisons(), forksPlanned - forks.size()));
  }

  private static Environment environment(List<ForkReport> forks) throws IOException {
    Map<String, String> versions = new TreeMap<>();
    forks.forEach(fork -> versions.putAll(fork.versions()));
    return new Environment(
        Machine.cpu(),
        Machine.cores(),
        Machine.os(),
        Machine.jdk(),
        versions,
        forks.get(0).pinning());
  }

  private ProtocolReport protocol(
      List<ForkReport> forks, List<VariantReport> variants, double seconds) {
    Protocol protocol = request.protocol();
    return new ProtocolReport(
        protocol.warmup(),
        protocol.runs(),
        MeasureStage.RUNS_PER_ROUND,
        protocol.batchSize(),
        protocol.threads(),
        protocol.forks(),
        forks.size(),
        variants.get(0).samples(),
        forks.stream().mapToInt(ForkReport::openings).min().orElse(0),
        Forks.HEAP,
        seconds);
  }
}
