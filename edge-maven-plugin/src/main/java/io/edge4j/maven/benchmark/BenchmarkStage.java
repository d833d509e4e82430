package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.Task;
import io.edge4j.maven.measure.MachineLock;
import io.edge4j.maven.metric.Answers;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.ConsoleReport;
import io.edge4j.maven.report.GateResult;
import io.edge4j.maven.report.ReportFiles;
import io.edge4j.maven.report.VariantName;
import io.edge4j.maven.stage.FileMutex;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.ModelSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures all variants of a model side by side in fresh JVMs, holds the gates against what was
 * found, and writes the reports. A failed gate is an outcome in the report, not an exception.
 */
public final class BenchmarkStage implements Stage<BenchmarkRequest, BenchmarkReport> {
  private static final String WAY_OUT =
      "Let it end, or raise <benchmark><timeoutSeconds> (edge.benchmark.timeoutSeconds)";

  private final Path lock;
  private final Map<String, String> environment;

  public BenchmarkStage() {
    this(MachineLock.defaultFile(), System.getenv());
  }

  /**
   * @param lock file that no two benchmarks hold at once
   * @param environment where CI says where its summary goes
   */
  BenchmarkStage(Path lock, Map<String, String> environment) {
    this.lock = lock;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Class<BenchmarkRequest> requestType() {
    return BenchmarkRequest.class;
  }

  @Override
  public BenchmarkReport run(BenchmarkRequest request, Progress progress)
      throws StageException, IOException, InterruptedException {
    validate(request);
    ReportFiles.remove(request.directory(), BenchmarkReport.THIS_MACHINE);
    BenchmarkReport report = measured(request, lock, List.of(), progress);
    ReportFiles.write(report, request.policy(), request.background(), request.directory());
    ReportFiles.appendToJobSummary(report, request.policy(), environment);
    ConsoleReport.lines(report, request.policy()).forEach(progress::say);
    progress.say("Report: " + request.directory().resolve(ReportFiles.HTML).toUri());
    return report;
  }

  /**
   * Measures, and leaves every timed run in the request's directory.
   *
   * @param lock file that no two benchmarks hold at once
   * @param jvmArguments of the JVMs that measure
   */
  static BenchmarkReport measured(
      BenchmarkRequest request, Path lock, List<String> jvmArguments, Progress progress)
      throws StageException, IOException, InterruptedException {
    validate(request);
    requireModels(request.measured());
    Path logs = request.directory().resolve("benchmark");
    Duration patience = Duration.ofSeconds(request.protocol().timeoutSeconds());
    FileMutex held = MachineLock.acquire(lock, patience, WAY_OUT, progress);
    Path inputs = logs.resolve("inputs.f32");
    try {
      // Also what a killed benchmark could not take away: its JVMs' folders with unpacked natives.
      deleteTree(logs);
      Files.createDirectories(logs);
      return measure(request, inputs, logs, jvmArguments, progress);
    } finally {
      held.close();
      Files.deleteIfExists(inputs);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static void validate(BenchmarkRequest request) throws StageException {
    request.protocol().validate();
    Set<String> names = new HashSet<>();
    for (Variant variant : request.measured()) {
      if (!names.add(variant.name())) {
        throw new StageException(
            "Two variants are called '" + variant.name() + "'. Give each its own <name>");
      }
      if (!Files.isRegularFile(variant.file())) {
        throw new StageException(
            "The model of variant " + variant.name() + " is missing: " + variant.file());
      }
    }
    Gates.validate(
        request.rules(Optional.empty()),
        SizedGates.names(request.names(), request.inputs().sizeLabels()));
  }

  private static void requireModels(List<Variant> variants) throws StageException, IOException {
    for (Variant variant : variants) {
      try {
        variant.files();
      } catch (ModelFormatException e) {
        throw new StageException(
            "The model of variant " + variant.name() + ": " + e.getMessage(), e);
      }
    }
  }

  private static BenchmarkReport measure(
      BenchmarkRequest request,
      Path inputsFile,
      Path logs,
      List<String> jvmArguments,
      Progress progress)
      throws StageException, IOException, InterruptedException {
    Instant began = Instant.now();
    TimeBudget budget = new TimeBudget(request.protocol().timeoutSeconds());
    MeasuredInputs inputs = MeasuredInputs.of(request, progress);
    TestSet testSet = inputs.testSet();
    Optional<Task> task = testSet == null ? Optional.empty() : testSet.task();
    List<Variant> variants = inputs.variants();
    Map<String, Answers> answers = Judging.answers(inputs, progress);
    Map<String, ModelSize> sizes = sizes(variants);
    Map<String, Long> metadata = metadataBytes(variants);
    Forks forks =
        new Forks(
            request.protocol(),
            variants,
            WorkloadSource.of(inputs.workload(), inputsFile),
            jvmArguments,
            logs,
            budget,
            progress);
    int planned = request.protocol().forks();
    forks.measure(planned);
    Findings findings =
        new Findings(variants, forks.done(), sizes, metadata, answers, forks.coldStarts());
    boolean mayLookAgain = request.protocol().extraForks() > 0;
    List<GateResult> gates =
        gates(request, inputs.labels(), task, findings, mayLookAgain ? Look.FIRST : Look.ONLY);
    if (mayLookAgain && isUndecided(gates)) {
      progress.say("A gate is undecided: measuring in more forks");
      planned += request.protocol().extraForks();
      forks.measure(request.protocol().extraForks());
      findings = new Findings(variants, forks.done(), sizes, metadata, answers, forks.coldStarts());
      gates = gates(request, inputs.labels(), task, findings, Look.LAST);
    }
    RunsFile.write(forks.done(), request.directory().resolve(ReportFiles.RUNS));
    return new ReportAssembly(
            request, testSet == null ? null : testSet.summary(), inputs.workload().lines(), began)
        .report(findings, gates, forks.done(), planned, budget.spentSeconds());
  }

  private static List<GateResult> gates(
      BenchmarkRequest request,
      List<String> labels,
      Optional<Task> task,
      Findings findings,
      Look look) {
    Map<String, String> absences = new LinkedHashMap<>();
    Baseline baseline = request.baseline();
    if (baseline != null) {
      String reason = baseline.reason();
      labels.forEach(label -> absences.put(VariantName.at(Baseline.VARIANT, label), reason));
    }
    List<GateResult> results =
        Gates.evaluate(
            SizedGates.at(request.rules(task), labels), findings.measurements(), absences, look);
    return request.gates() == null
        ? new Advice(request.provenance().recipe(), findings.variantReports()).on(results)
        : results;
  }

  private static boolean isUndecided(List<GateResult> gates) {
    return gates.stream().anyMatch(gate -> gate.outcome() == GateResult.Outcome.INCONCLUSIVE);
  }

  private static Map<String, ModelSize> sizes(List<Variant> variants) throws IOException {
    Map<String, ModelSize> sizes = new LinkedHashMap<>();
    Map<Path, ModelSize> known = new HashMap<>();
    for (Variant variant : variants) {
      ModelSize size = known.get(variant.file());
      if (size == null) {
        size = ModelSize.of(variant.files());
        known.put(variant.file(), size);
      }
      sizes.put(variant.name(), size);
    }
    return sizes;
  }

  private static Map<String, Long> metadataBytes(List<Variant> variants) throws IOException {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Variant variant : variants) {
      bytes.put(variant.name(), variant.metadataBytes());
    }
    return bytes;
  }
}
