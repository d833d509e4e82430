package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.ConsoleReport;
import io.edge4j.maven.report.Environment;
import io.edge4j.maven.report.ProtocolReport;
import io.edge4j.maven.report.ReportFiles;
import io.edge4j.maven.report.VariantReport;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Measures all variants of a model side by side in fresh JVMs, holds the gates against what was
 * found, and writes the reports. A failed gate is an outcome in the report, not an exception.
 */
public final class BenchmarkStage implements Stage<BenchmarkRequest, BenchmarkReport> {

  @Override
  public Class<BenchmarkRequest> requestType() {
    return BenchmarkRequest.class;
  }

  @Override
  public BenchmarkReport run(BenchmarkRequest request, Progress progress)
      throws StageException, IOException, InterruptedException {
    validate(request);
    ReportFiles.remove(request.directory());
    long start = System.nanoTime();
    Path logs = request.directory().resolve("benchmark");
    Files.createDirectories(logs);
    Path inputsFile = Files.createTempFile(logs, ".inputs", ".f32");
    try {
      Dataset dataset = request.dataset() == null ? null : Datasets.open(request.dataset());
      Inputs inputs = inputs(request, dataset);
      inputs.write(inputsFile);
      Map<String, Correctness> correctness = accuracy(request, dataset, inputs, progress);
      Forks forks = new Forks(request, inputsFile, logs);
      List<ForkReport> measured = new ArrayList<>();
      for (int fork = 0; fork < request.protocol().forks(); fork++) {
        progress.say("Measuring in JVM " + (fork + 1) + " of " + request.protocol().forks());
        measured.add(forks.measure(fork, progress));
      }
      Findings findings =
          new Findings(request.variants(), measured, files(request.variants()), correctness);
      BenchmarkReport report = report(request, dataset, measured, findings, secondsSince(start));
      ReportFiles.write(report, request.directory());
      ConsoleReport.lines(report).forEach(progress::say);
      return report;
    } finally {
      Files.deleteIfExists(inputsFile);
    }
  }

  private static void validate(BenchmarkRequest request) throws StageException {
    request.protocol().validate();
    Set<String> names = new HashSet<>();
    for (Variant variant : request.variants()) {
      if (!names.add(variant.name())) {
        throw new StageException(
            "Two variants are called '" + variant.name() + "'. Give each its own <name>");
      }
      if (!Files.isRegularFile(variant.file())) {
        throw new StageException(
            "The model of variant " + variant.name() + " is missing: " + variant.file());
      }
    }
    Gates.validate(request.gates(), request.variants().stream().map(Variant::name).toList());
  }

  private static Inputs inputs(BenchmarkRequest request, Dataset dataset)
      throws StageException, IOException {
    if (dataset != null) {
      return Inputs.of(Arrays.stream(dataset.sampleShape()).boxed().toList(), dataset.test());
    }
    for (Variant variant : request.variants()) {
      try (Subject subject = Subjects.open(variant, 1, List.of())) {
        if (!subject.sampleShape().isEmpty()) {
          return Inputs.random(subject.sampleShape().stream().map(d -> Math.max(1, d)).toList());
        }
      }
    }
    throw new StageException(
        "No variant says the shape of its input, so nothing can be run. Give a <dataset>");
  }

  private static Map<String, Correctness> accuracy(
      BenchmarkRequest request, Dataset dataset, Inputs inputs, Progress progress)
      throws StageException, IOException {
    Map<String, Correctness> correctness = new LinkedHashMap<>();
    if (dataset == null || dataset.test().size() == 0) {
      return correctness;
    }
    progress.say(
        "Measuring accuracy on " + dataset.test().size() + " test samples of " + dataset.name());
    for (Variant variant : request.variants()) {
      try (Subject subject = Subjects.open(variant, 1, inputs.shape())) {
        correctness.put(
            variant.name(),
            AccuracyTest.run(subject, dataset.test(), Inputs.length(inputs.shape())));
      }
    }
    return correctness;
  }

  private static Map<String, ModelFile> files(List<Variant> variants) throws IOException {
    Map<String, ModelFile> files = new LinkedHashMap<>();
    for (Variant variant : variants) {
      files.put(variant.name(), ModelFile.of(variant.file()));
    }
    return files;
  }

  private static BenchmarkReport report(
      BenchmarkRequest request,
      Dataset dataset,
      List<ForkReport> forks,
      Findings findings,
      double seconds)
      throws IOException {
    List<VariantReport> variants = findings.variantReports();
    return new BenchmarkReport(
        BenchmarkReport.SCHEMA_VERSION,
        request.model(),
        dataset == null ? null : dataset.summary(),
        dataset == null
            ? Inputs.COUNT + " random samples: there was no dataset"
            : "the first " + Inputs.COUNT + " test samples, prepared before timing",
        environment(forks),
        protocol(request.protocol(), forks.size(), variants, seconds),
        variants,
        findings.comparisons(),
        Gates.evaluate(request.gates(), findings.evidence(), Map.of()),
        null,
        Notes.of(request.variants(), request.dataset(), variants, 0));
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

  private static ProtocolReport protocol(
      Protocol protocol, int forksDone, List<VariantReport> variants, double seconds) {
    return new ProtocolReport(
        protocol.warmup(),
        protocol.runs(),
        MeasureStage.RUNS_PER_ROUND,
        protocol.batchSize(),
        protocol.threads(),
        protocol.forks(),
        forksDone,
        variants.get(0).samples(),
        Forks.HEAP,
        seconds);
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
