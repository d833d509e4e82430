package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Model;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.BlockSpec;
import io.edge4j.maven.train.Standardisation;
import io.edge4j.model.Dim;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Origin;
import io.edge4j.model.OutputKind;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Recipe;
import io.edge4j.model.TensorInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage on weights as a training leaves them. */
class ExportStageTest {
  private static final DatasetSpec GARMENTS = new DatasetSpec("garments", null, 42, Map.of());

  private static final BlockSpec SMALL_CNN =
      new BlockSpec("small-cnn", null, List.of(1L, 28L, 28L), 10, Map.of(), Standardisation.NONE);

  @TempDir static Path training;
  private static Path weights;

  private static final List<String> LABELS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  @TempDir Path folder;

  /** Weights as they begin: what they are worth is the training stage's affair. */
  @BeforeAll
  static void saveUntrainedWeights() throws Exception {
    try (Model model = Model.newInstance("model", "PyTorch")) {
      model.setBlock(Networks.smallCnn());
      model.getBlock().initialize(model.getNDManager(), DataType.FLOAT32, new Shape(1, 1, 28, 28));
      model.save(training, "model");
    }
    weights = training.resolve("model-0000.params");
  }

  @Test
  void writesAModelThatAgreesWithPyTorchOnRealSamples() throws Exception {
    ExportReport report = new ExportStage().run(request(17, 1e-4, 256), line -> {});

    assertThat(report.parity().samples()).isEqualTo(256);
    assertThat(report.parity().batchSizes()).contains(1, 7, 64);
    assertThat(report.parity().largestDifference()).isPositive().isLessThan(1e-4);
    assertThat(report.dataset().fingerprint()).isEqualTo(Datasets.open(GARMENTS).fingerprint());
    assertThat(report.nodes()).containsEntry("Conv", 2).containsEntry("Gemm", 2);
    assertThat(report.parameters()).isEqualTo(206_922);
    assertThat(report.sizeBytes()).isEqualTo(Files.size(folder.resolve("m-fp32.onnx")));
    assertThat(Json.read(folder.resolve("export.json"), ExportReport.class)).isEqualTo(report);
  }

  @Test
  void theModelSaysWhatItIs() throws Exception {
    new ExportStage().run(request(17, 1e-4, 8), line -> {});

    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("m-fp32.onnx")));
    assertThat(ModelMetadata.of(folder.resolve("m-fp32.onnx"))).isEqualTo(metadata());
    assertThat(model.getGraph().getName()).isEqualTo("m");
    assertThat(model.getProducerName()).isEqualTo("edge-maven-plugin");
  }

  @Test
  void saysWhatWasExported() throws Exception {
    List<String> lines = new ArrayList<>();
    new ExportStage().run(request(17, 1e-4, 8), lines::add);

    assertThat(lines).last().asString().contains("m-fp32.onnx", "opset 17", "over 8 samples");
  }

  @Test
  void aDifferenceOverTheToleranceFailsAndLeavesNoFile() {
    assertThatThrownBy(() -> new ExportStage().run(request(17, 1e-12, 8), line -> {}))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("small-cnn cannot be exported")
        .hasMessageContaining("differ by up to");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anOpsetOutsideTheRangeIsRefused() {
    assertThatThrownBy(() -> new ExportStage().run(request(12, 1e-4, 8), line -> {}))
        .isInstanceOf(StageException.class)
        .hasMessageStartingWith("<opset> (edge.opset) is 12; the exporter writes opsets 13 to 21");
  }

  @Test
  void aToleranceOfZeroIsRefused() {
    assertThatThrownBy(() -> new ExportStage().run(request(17, 0, 8), line -> {}))
        .isInstanceOf(StageException.class)
        .hasMessageStartingWith("<exportTolerance> (edge.exportTolerance) is 0.0");
  }

  @Test
  void noSamplesIsRefused() {
    assertThatThrownBy(() -> new ExportStage().run(request(17, 1e-4, 0), line -> {}))
        .isInstanceOf(StageException.class)
        .hasMessageStartingWith("samples is 0");
  }

  private ExportRequest request(int opset, double tolerance, int samples) {
    return new ExportRequest(
        SMALL_CNN,
        weights,
        GARMENTS,
        ExportOptions.named("m")
            .opset(opset)
            .tolerance(tolerance)
            .metadata(metadata().entries())
            .producer("edge-maven-plugin 0.1.0"),
        samples,
        "input",
        folder.resolve("m-fp32.onnx"),
        folder.resolve("export.json"));
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
