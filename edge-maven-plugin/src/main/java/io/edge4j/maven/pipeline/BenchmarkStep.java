package io.edge4j.maven.pipeline;

import io.edge4j.maven.benchmark.Baseline;
import io.edge4j.maven.benchmark.BenchmarkRequest;
import io.edge4j.maven.benchmark.BenchmarkStage;
import io.edge4j.maven.benchmark.DeviceBenchmark;
import io.edge4j.maven.benchmark.DeviceBenchmarkRequest;
import io.edge4j.maven.benchmark.DeviceBenchmarkStage;
import io.edge4j.maven.benchmark.GateRule;
import io.edge4j.maven.benchmark.Gates;
import io.edge4j.maven.benchmark.Provenance;
import io.edge4j.maven.benchmark.SizedGates;
import io.edge4j.maven.benchmark.Variant;
import io.edge4j.maven.pipeline.WorkerArtifacts.Engine;
import io.edge4j.maven.quantize.QuantizationReport;
import io.edge4j.maven.report.Background;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.PredictedClasses;
import io.edge4j.maven.report.QuantizedLayers;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.maven.worker.WorkerException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Models to figures and verdicts. No step that could be up to date: it measures this machine now.
 */
record BenchmarkStep(
    EdgeConfiguration configuration, Workers workers, Releases releases, Progress progress) {
  private static final String PYTORCH_FP32 = "pytorch-fp32";
  private static final String ONNX_FP32 = "onnx-fp32";
  private static final String ONNX_OPTIMIZED = "onnx-optimized";

  /** The names that a configuration leads to, known before anything is made. */
  static List<String> variantNames(EdgeConfiguration configuration) {
    return configuration.trains()
        ? List.of(PYTORCH_FP32, ONNX_FP32, ONNX_OPTIMIZED)
        : List.of(ONNX_FP32, ONNX_OPTIMIZED);
  }

  BenchmarkReport run() throws StageException, WorkerException, IOException, InterruptedException {
    Set<Engine> engines =
        configuration.trains()
                || configuration.benchmark().variants().stream().anyMatch(Variant::runsOnPyTorch)
            ? EnumSet.of(Engine.ONNX, Engine.PYTORCH)
            : EnumSet.of(Engine.ONNX);
    return workers
        .create(engines, configuration.usesProjectClasses(), List.of(), Map.of())
        .run(
            BenchmarkStage.class,
            BenchmarkReport.class,
            request(),
            configuration.workspace().logs(),
            "benchmark",
            progress);
  }

  /**
   * Refuses gates of a device that could never be decided.
   *
   * @throws StageException names the gate, the value, and what is known
   */
  static void checkGates(EdgeConfiguration configuration, List<GateRule> gates)
      throws StageException {
    List<String> names = new ArrayList<>(variantNames(configuration));
    configuration.benchmark().variants().stream()
        .filter(variant -> !variant.runsOnPyTorch())
        .forEach(variant -> names.add(variant.name()));
    names.remove(PYTORCH_FP32);
    if (configuration.baseline() != null) {
      names.add(Baseline.VARIANT);
    }
    Gates.validate(gates, SizedGates.names(names, configuration.benchmark().inputs().sizeLabels()));
  }

  /** The worker has no PyTorch: what is on its class path travels. */
  DeviceBenchmark runOn(DeviceRun run)
      throws StageException, WorkerException, IOException, InterruptedException {
    return workers
        .create(EnumSet.of(Engine.ONNX), false, List.of(), Map.of())
        .run(
            DeviceBenchmarkStage.class,
            DeviceBenchmark.class,
            new DeviceBenchmarkRequest(run.device(), request().withGates(run.gates())),
            configuration.workspace().logs(),
            "device-" + run.device().name(),
            progress);
  }

  private BenchmarkRequest request() throws IOException {
    return configuration
        .benchmark()
        .completed(
            new Provenance(
                configuration.modelVersion(),
                GitCommit.of(configuration.projectDirectory()).orElse(null),
                configuration.quantization().recipe().label()),
            variants(configuration.workspace()),
            baseline(),
            background());
  }

  private Background background() throws IOException {
    QuantizedLayers layers =
        LayerDecisions.of(
            Json.read(configuration.workspace().quantizationReport(), QuantizationReport.class));
    PredictedClasses classes =
        configuration.trains()
            ? ClassFigures.of(
                Json.read(configuration.workspace().trainingReport(), TrainingReport.class))
            : PredictedClasses.NONE;
    Background model = Background.of(layers, classes);
    HistoryQuery wanted = configuration.history();
    return wanted == null ? model : releases.history(wanted, model);
  }

  private @Nullable Baseline baseline() throws IOException {
    ReleaseQuery wanted = configuration.baseline();
    return wanted == null ? null : releases.find(wanted);
  }

  private List<Variant> variants(Workspace workspace) throws IOException {
    List<Variant> variants = new ArrayList<>();
    if (configuration.trains()) {
      TrainingReport trained = Json.read(workspace.trainingReport(), TrainingReport.class);
      variants.add(
          Variant.pytorch(
              PYTORCH_FP32, workspace.train().resolve(trained.weights()), trained.block()));
    }
    variants.add(Variant.onnx(ONNX_FP32, configuration.quantization().fp32()));
    variants.add(Variant.onnx(ONNX_OPTIMIZED, workspace.optimized()));
    for (Variant own : configuration.benchmark().variants()) {
      // The first is what the table compares with, and that is PyTorch where there is one.
      boolean isReference = !configuration.trains() && own.runsOnPyTorch();
      variants.add(isReference ? 0 : variants.size(), own);
    }
    return variants;
  }
}
