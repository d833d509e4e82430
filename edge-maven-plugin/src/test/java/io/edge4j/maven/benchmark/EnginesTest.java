package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.IdxFiles;
import io.edge4j.maven.export.ExportOptions;
import io.edge4j.maven.export.ExportRequest;
import io.edge4j.maven.export.ExportStage;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.report.VariantReport;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.BlockSpec;
import io.edge4j.maven.train.Standardisation;
import io.edge4j.maven.train.TrainingOptions;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.maven.train.TrainingRequest;
import io.edge4j.maven.train.TrainingStage;
import io.edge4j.model.Dim;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Origin;
import io.edge4j.model.OutputKind;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Recipe;
import io.edge4j.model.TensorInfo;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One model on each engine that a variant can run on. */
class EnginesTest {
  private static final List<Long> SHAPE = List.of(1L, 28L, 28L);
  private static final BlockSpec BLOCK =
      new BlockSpec("small-cnn", null, SHAPE, 10, Map.of(), Standardisation.NONE);
  private static final Protocol SHORT = new Protocol(2, 20, 1, 1, 1, 0, List.of(8), 0, 200, 300);

  private static final List<String> LABELS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void oneModelIsEquallyAccurateInPyTorchAndInOnnxRuntime() throws Exception {
    DatasetSpec dataset =
        new DatasetSpec("idx", IdxFiles.garments(folder.resolve("idx"), 1, 50, 100), 1, Map.of());
    TrainingReport trained =
        new TrainingStage()
            .run(
                new TrainingRequest(
                    dataset,
                    "small-cnn",
                    null,
                    1,
                    10,
                    0.001,
                    1,
                    1,
                    folder.resolve("train"),
                    Map.of(),
                    TrainingOptions.DEFAULT),
                said::add);
    Path weights = folder.resolve("train").resolve(trained.weights());
    Path onnx = folder.resolve("model.onnx");
    new ExportStage()
        .run(
            new ExportRequest(
                BLOCK,
                weights,
                dataset,
                ExportOptions.named("m").metadata(metadata().entries()),
                8,
                "input",
                onnx,
                folder.resolve("export.json")),
            said::add);

    BenchmarkReport report =
        new BenchmarkStage(folder.resolve("lock"), Map.of())
            .run(
                BenchmarkRequest.asked(
                    "m",
                    List.of(
                        Variant.pytorch("pytorch-fp32", weights, BLOCK),
                        Variant.onnx("onnx-fp32", onnx)),
                    InputSettings.NONE,
                    dataset,
                    SHORT,
                    List.of(new GateRule("onnx-fp32", "accuracyLoss", 0.0, "pytorch-fp32")),
                    GatePolicy.DEFAULT,
                    folder),
                said::add);

    assertThat(GatePolicy.DEFAULT.failureLines(report)).isEmpty();
    VariantReport pytorch = report.variants().get(0);
    assertThat(pytorch.testSamples()).isEqualTo(100);
    assertThat(pytorch.value(Metric.ACCURACY)).isEqualTo(trained.testAccuracy());
    assertThat(report.variants().get(1).correct()).isEqualTo(pytorch.correct());
    assertThat(pytorch.engine()).startsWith("PyTorch ").endsWith("through DJL, eager");
    assertThat(pytorch.throughput()).hasSize(1);
    assertThat(report.environment().versions()).containsKeys("DJL", "PyTorch", "ONNX Runtime");
    assertThat(report.notes()).anyMatch(note -> note.contains("through DJL"));
  }

  /** {@code linear.pt}: Flatten and Linear(64, 10), traced by PyTorch 2.13 and saved. */
  @Test
  void torchScriptFileIsAVariantToo() throws Exception {
    Path file = folder.resolve("linear.pt");
    try (InputStream in = EnginesTest.class.getResourceAsStream("linear.pt")) {
      Files.copy(in, file);
    }
    try (Subject subject =
        Subjects.open(Variant.torchScript("script", file), 1, List.of(1L, 8L, 8L))) {
      float[] sample = new float[64];
      int[] batch = subject.classifyAll(List.of(sample, sample));
      assertThat(batch).containsExactly(subject.classify(sample), subject.classify(sample));
      assertThat(subject.engine()).endsWith("TorchScript");
    }
  }

  @Test
  void fileThatIsNoTorchScriptIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("broken.pt"), "not a model");
    assertThatThrownBy(() -> Subjects.open(Variant.torchScript("script", file), 1, SHAPE))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("broken.pt");
  }

  private static ModelMetadata metadata() {
    List<Dim> axes = List.of(Dim.named("batch"), Dim.of(1), Dim.of(28), Dim.of(28));
    InputContract.Input input =
        InputContract.Input.of(new TensorInfo("input", "float", axes))
            .withPreprocessing(Fact.of(Preprocessing.UNIT, Origin.METADATA));
    return new ModelMetadata(
        "m",
        "1.0",
        LABELS,
        new InputContract(List.of(input), Map.of()),
        Optional.of(OutputKind.LOGITS),
        Optional.of(Recipe.FP32),
        OptionalDouble.of(0.9),
        "garments sha256:00",
        "edge-maven-plugin 0.1.0");
  }
}
