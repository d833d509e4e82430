package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.export.ExportOptions;
import io.edge4j.maven.export.ExportReport;
import io.edge4j.maven.export.ExportRequest;
import io.edge4j.maven.export.ExportStage;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.quantize.ModelIdentity;
import io.edge4j.maven.quantize.QuantizationOptions;
import io.edge4j.maven.quantize.QuantizationReport;
import io.edge4j.maven.quantize.QuantizationRequest;
import io.edge4j.maven.quantize.QuantizationStage;
import io.edge4j.maven.quantize.RecipeChoice;
import io.edge4j.maven.train.TrainingOptions;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.maven.train.TrainingRequest;
import io.edge4j.maven.train.TrainingStage;
import io.edge4j.model.Dim;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.OutputKind;
import io.edge4j.model.Recipe;
import io.edge4j.model.TensorInfo;
import io.edge4j.runtime.EdgeModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A model of a table, from its file to the prediction: raw columns all the way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RawColumnsTest {
  @TempDir static Path folder;

  private DatasetSpec spec;
  private Dataset dataset;
  private TrainingReport trained;
  private Path weights;
  private Path fp32;
  private ExportReport exported;
  private Path optimized;
  private QuantizationReport quantized;

  /** Columns whose sizes lie four orders apart, and labels that noise makes uncertain. */
  @BeforeAll
  void build() throws Exception {
    StringBuilder table = new StringBuilder("grams,year,share,kind\n");
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      double grams = 20_000 + 8000 * random.nextGaussian();
      double year = 1990 + 12 * random.nextGaussian();
      double share = random.nextDouble();
      double score =
          (grams - 20_000) / 8000
              - (year - 1990) / 12
              + 3 * (share - 0.5)
              + 0.7 * random.nextGaussian();
      table.append(grams).append(',').append(year).append(',').append(share).append(',');
      table.append(score < -0.6 ? "light" : score < 0.6 ? "middle" : "heavy").append('\n');
    }
    Files.writeString(folder.resolve("table.csv"), table);
    spec = new DatasetSpec("csv", folder, 42, Map.of());
    dataset = Datasets.open(spec);
    Path training = folder.resolve("train");
    trained =
        new TrainingStage()
            .run(
                new TrainingRequest(
                    spec,
                    "mlp",
                    null,
                    5,
                    32,
                    0.01,
                    42,
                    1,
                    training,
                    Map.of(),
                    TrainingOptions.DEFAULT),
                line -> {});
    weights = training.resolve(trained.weights());
    fp32 = folder.resolve("m-fp32.onnx");
    exported =
        new ExportStage()
            .run(
                new ExportRequest(
                    trained.block(),
                    weights,
                    spec,
                    ExportOptions.named("m")
                        .metadata(metadata().entries())
                        .producer("edge-maven-plugin test"),
                    100,
                    "input",
                    fp32,
                    folder.resolve("export.json")),
                line -> {});
    optimized = folder.resolve("m-optimized.onnx");
    quantized =
        new QuantizationStage()
            .run(
                new QuantizationRequest(
                    fp32,
                    optimized,
                    InputSettings.NONE,
                    spec,
                    RecipeChoice.of(Recipe.DYNAMIC),
                    1,
                    ModelIdentity.unchanged("p"),
                    folder.resolve("quantize.json"),
                    QuantizationOptions.DEFAULT),
                line -> {});
  }

  @Test
  void theGraphStandardisesItsColumns() throws Exception {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(fp32));
    assertThat(model.getGraph().getNodeList())
        .extracting(NodeProto::getOpType)
        .startsWith("Sub", "Div", "Gemm")
        .endsWith("Gemm");
    assertThat(model.getGraph().getNode(0).getInputList())
        .containsExactly("input", "01Standardise.mean");
    assertThat(exported.parity().samples()).isEqualTo(dataset.test().size());
  }

  @Test
  void theReportsAccuracyIsThatOfPredictOnRawRows() throws Exception {
    assertThat(trained.testAccuracy()).isBetween(0.7, 0.99);
    assertThat(predicted(fp32)).isEqualTo(trained.testAccuracy());
    assertThat(predicted(optimized)).isEqualTo(quantized.accuracy().optimized());
    assertThat(quantized.accuracy().fp32()).isEqualTo(trained.testAccuracy());
  }

  @Test
  void pyTorchAndOnnxRuntimeAreMeasuredOnTheSameRows() throws Exception {
    assertThat(measured(Variant.pytorch("pytorch-fp32", weights, trained.block())))
        .isEqualTo(trained.testAccuracy());
    assertThat(measured(Variant.onnx("onnx-fp32", fp32))).isEqualTo(trained.testAccuracy());
    assertThat(measured(Variant.onnx("onnx-optimized", optimized)))
        .isEqualTo(quantized.accuracy().optimized());
  }

  private double measured(Variant variant) throws Exception {
    try (Subject subject = Subjects.open(variant, 1, List.of(3L))) {
      return AccuracyTest.run(subject, dataset.test(), SampleOrder.same(List.of(3L), Layout.NONE))
          .accuracy()
          .value();
    }
  }

  private double predicted(Path model) throws Exception {
    Samples test = dataset.test();
    int right = 0;
    try (EdgeModel opened = EdgeModel.open(model)) {
      for (int i = 0; i < test.size(); i++) {
        right += opened.predictor().predict(row(test, i)).index() == test.label(i) ? 1 : 0;
      }
    }
    return right / (double) test.size();
  }

  private static float[] row(Samples samples, int index) {
    float[] row = new float[3];
    samples.copyTo(index, row, 0);
    return row;
  }

  private ModelMetadata metadata() {
    TensorInfo input = new TensorInfo("input", "float", List.of(Dim.named("batch"), Dim.of(3)));
    return new ModelMetadata(
        "m",
        "1.0",
        dataset.classNames(),
        new InputContract(
            List.of(InputContract.Input.of(input).withColumns(dataset.columns())), Map.of()),
        Optional.of(OutputKind.LOGITS),
        Optional.of(Recipe.FP32),
        OptionalDouble.of(trained.testAccuracy()),
        "table sha256:00",
        "edge-maven-plugin test");
  }
}
