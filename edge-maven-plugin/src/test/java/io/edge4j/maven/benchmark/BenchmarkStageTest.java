package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.report.Background;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.report.GateResult.Outcome;
import io.edge4j.maven.report.VariantReport;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkStageTest {
  private static final Protocol SHORT = new Protocol(2, 100, 1, 1, 1, 0, List.of(4), 0, 200, 120);

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private List<Variant> variants;

  @BeforeEach
  void makeModels() throws IOException {
    variants =
        List.of(
            Variant.onnx("wide", TestModels.perceptron(folder.resolve("wide.onnx"), 4096)),
            Variant.onnx("slim", TestModels.perceptron(folder.resolve("slim.onnx"), 16)));
  }

  @Test
  void variantsAreMeasuredSideBySideInAFreshJvmAndGatesDecided() throws Exception {
    Baseline first =
        Baseline.absent("latest release", Baseline.Outcome.FIRST_RELEASE, "None before 1.0.0");
    List<GateRule> gates =
        List.of(
            new GateRule("slim", "speedup", 1.5, "wide"),
            new GateRule("slim", "sizeBytes", 10.0, null),
            new GateRule("slim", "accuracy", 0.5, null),
            new GateRule("slim", "speedup", 0.9, "baseline"));
    Instant before = Instant.now();
    BenchmarkReport report =
        stage()
            .run(
                new BenchmarkRequest(
                    "test",
                    new Provenance("1.5.0", "abc", "dynamic"),
                    variants,
                    InputSettings.NONE,
                    null,
                    SHORT,
                    gates,
                    GatePolicy.DEFAULT,
                    first,
                    Background.NONE,
                    folder),
                said::add);

    assertThat(report.schemaVersion()).isEqualTo(2);
    assertThat(Instant.parse(report.when()))
        .isBetween(before.truncatedTo(ChronoUnit.SECONDS), Instant.now());
    assertThat(report.projectVersion()).isEqualTo("1.5.0");
    assertThat(report.commit()).isEqualTo("abc");
    assertThat(report.device()).isEqualTo("this machine");
    assertThat(report.inputs())
        .containsExactly(
            "64 random samples: there was no dataset",
            "input image: float[N, 1, 8, 8], standard normal");
    assertThat(report.variants()).extracting(VariantReport::name).containsExactly("wide", "slim");
    VariantReport slim = report.variants().get(1);
    assertThat(slim.samples()).isEqualTo(100);
    assertThat(slim.warmupRuns()).isGreaterThan(2);
    assertThat(slim.value(Metric.SIZE)).isEqualTo((double) Files.size(folder.resolve("slim.onnx")));
    assertThat(slim.value(Metric.P50)).isLessThanOrEqualTo(slim.value(Metric.P95));
    assertThat(report.comparison("slim", "wide").orElseThrow().speedup()).isGreaterThan(1);
    assertThat(report.environment().versions()).containsKeys("ONNX Runtime", "edge-runtime");
    assertThat(report.gates())
        .extracting(gate -> gate.outcome())
        .containsExactly(
            Outcome.PASSED, Outcome.FAILED, Outcome.NOT_MEASURED, Outcome.NOT_MEASURED);
    assertThat(report.gates().get(3).found())
        .isEqualTo("no baseline: there is no earlier release. None before 1.0.0");
    assertThat(report.baseline().outcome()).isEqualTo("first-release");
    assertThat(GatePolicy.DEFAULT.failureLines(report))
        .singleElement()
        .asString()
        .contains("slim sizeBytes <= 10");
    assertThat(Json.read(folder.resolve("benchmark.json"), BenchmarkReport.class))
        .isEqualTo(report);
    assertThat(folder.resolve("benchmark.md")).content().contains("| slim |");
    assertThat(folder.resolve("benchmark.html")).content().contains("slim");
    assertThat(folder.resolve("TEST-edge-benchmark.xml")).content().contains("failures=\"1\"");
    assertThat(folder.resolve("summary.md"))
        .content()
        .isEqualTo(Files.readString(folder.resolve("benchmark.md")));
    assertThat(said).anyMatch(line -> line.startsWith("Variant"));
    assertThat(slim.value(Metric.LOAD)).isPositive();
    assertThat(slim.throughput())
        .singleElement()
        .satisfies(batch -> assertThat(batch.samplesPerSecond()).isPositive());
  }

  /** As the default gates ask: smaller than what it was made from, external data included. */
  @Test
  void aModelWeighsWhatAllItsFilesWeigh() throws Exception {
    ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("wide.onnx")));
    Path beside = Files.createDirectory(folder.resolve("beside")).resolve("m.onnx");
    ModelFixture.writeBeside(proto, beside, "m.onnx_data", "weights/a.bin");
    long bytes = ModelFiles.of(beside).bytes();
    variants = List.of(Variant.onnx("wide", beside), variants.get(1));

    BenchmarkReport report = run(SHORT, new GateRule("slim", "sizeBytes", 1.0, "wide"));

    assertThat(bytes).isGreaterThan(Files.size(folder.resolve("slim.onnx")));
    assertThat(Files.size(beside)).isLessThan(Files.size(folder.resolve("slim.onnx")));
    assertThat(report.variants().get(0).value(Metric.SIZE)).isEqualTo((double) bytes);
    assertThat(report.variants().get(0).value(Metric.GZIP))
        .isEqualTo((double) ModelFiles.of(beside).gzipBytes());
    assertThat(report.comparison("slim", "wide").orElseThrow().sizeRatio())
        .isEqualTo((double) bytes / Files.size(folder.resolve("slim.onnx")));
    assertThat(report.gates()).extracting(gate -> gate.outcome()).containsExactly(Outcome.PASSED);
    assertThat(said).anyMatch(line -> line.contains(String.format("%.1f", bytes / 1024.0)));
  }

  @Test
  void aVariantThatIsNoModelSaysWhatItIsBeforeAnythingIsMeasured() throws Exception {
    Path pointer = folder.resolve("pointer.onnx");
    Files.writeString(pointer, "version https://git-lfs.github.com/spec/v1\nsize 5\n");
    variants = List.of(variants.get(0), Variant.onnx("previous", pointer));

    assertThatThrownBy(() -> run(SHORT))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("variant previous", "pointer.onnx", "git lfs pull");
    assertThat(said).isEmpty();
  }

  @Test
  void undecidedGateIsMeasuredInMoreJvmsAndThenSaysSo() throws Exception {
    Path twin = Files.copy(folder.resolve("slim.onnx"), folder.resolve("twin.onnx"));
    variants = List.of(variants.get(1), Variant.onnx("twin", twin));
    // Their ratio is 1 and nothing but 1: no number of runs decides this gate.
    double limit = 1;
    BenchmarkReport report =
        run(
            new Protocol(2, 20, 1, 1, 1, 1, List.of(), 0, 200, 120),
            new GateRule("twin", "speedup", limit, "slim"));
    // Chance may decide it after one JVM or after two; left undecided, it took both.
    boolean undecided = report.gates().get(0).outcome() == Outcome.INCONCLUSIVE;
    assertThat(report.protocol().forksDone()).isBetween(undecided ? 2 : 1, 2);
    assertThat(report.comparison("twin", "slim").orElseThrow().speedup()).isBetween(0.7, 1.4);
  }

  @Test
  void baselineIsMeasuredAgainBesideTheOthers() throws Exception {
    Baseline released = Baseline.resolved("a:b:0.9", "0.9", folder.resolve("wide.onnx"));
    BenchmarkReport report =
        stage()
            .run(
                new BenchmarkRequest(
                    "test",
                    Provenance.UNKNOWN,
                    List.of(variants.get(1)),
                    InputSettings.NONE,
                    null,
                    SHORT,
                    List.of(new GateRule("slim", "speedup", 0.9, "baseline")),
                    GatePolicy.DEFAULT,
                    released,
                    Background.NONE,
                    folder),
                said::add);
    assertThat(report.variants())
        .extracting(VariantReport::name)
        .containsExactly("slim", "baseline");
    assertThat(report.gates().get(0).outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void benchmarkThatDoesNotEndInTimeSaysWhatToDo() {
    Protocol endless = new Protocol(2, 10_000_000, 1, 1, 1, 0, List.of(), 0, 200, 8);
    assertThatThrownBy(() -> run(endless))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("within 8 s")
        .hasMessageContaining("edge.benchmark.timeoutSeconds");
    assertThat(folder).isDirectoryNotContaining("glob:**benchmark.json");
  }

  @Test
  void modelThatDoesNotLoadLeavesNoReportNotEvenAnOldOne() throws IOException {
    Files.writeString(folder.resolve("benchmark.json"), "{}");
    Files.writeString(folder.resolve("slim.onnx"), "not a model");
    assertThatThrownBy(() -> run(SHORT)).hasMessageContaining("slim.onnx");
    assertThat(folder).isDirectoryNotContaining("glob:**benchmark.*");
  }

  @Test
  void missingModelIsNamed() throws IOException {
    Files.delete(folder.resolve("slim.onnx"));
    assertThatThrownBy(() -> run(SHORT))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("The model of variant slim is missing");
  }

  @Test
  void runsBelowOneAreRefusedByName() {
    assertThatThrownBy(() -> run(new Protocol(20, 0, 1, 1, 3)))
        .isInstanceOf(StageException.class)
        .hasMessage("<benchmark><runs> (edge.benchmark.runs) is 0, but must be 1 or more");
  }

  private BenchmarkReport run(Protocol protocol, GateRule... gates)
      throws StageException, IOException, InterruptedException {
    return stage()
        .run(
            BenchmarkRequest.asked(
                "test",
                variants,
                InputSettings.NONE,
                null,
                protocol,
                List.of(gates),
                GatePolicy.DEFAULT,
                folder),
            said::add);
  }

  /** With a lock of its own: it must not wait for a benchmark that really runs. */
  private BenchmarkStage stage() {
    return new BenchmarkStage(
        folder.resolve("lock"),
        Map.of("GITHUB_STEP_SUMMARY", folder.resolve("summary.md").toString()));
  }
}
