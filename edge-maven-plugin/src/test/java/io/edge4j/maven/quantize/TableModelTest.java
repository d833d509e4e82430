package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.edge4j.maven.compare.OutputDifference;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.onnx.GraphBuilder;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.Dim;
import io.edge4j.model.InputContract;
import io.edge4j.model.TensorInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of tables that others made: they take the columns as they stand in the file. */
class TableModelTest {
  @TempDir Path folder;

  @Test
  void aForestThatIsAlwaysRightIsReportedSo() throws Exception {
    QuantizationReport report = quantize(forest(), wines(Map.of()).withBroughtModel());

    assertThat(report.samples()).isEqualTo(36);
    assertThat(report.accuracy()).isEqualTo(new QuantizationReport.Accuracy(1.0, 1.0, 1.0));
    assertThat(Model.read(folder.resolve("optimized.onnx")).metadata())
        .containsEntry("edge.accuracy", "1.0");
  }

  @Test
  void whoeverScaledTheColumnsBeforeTheModelSaysSo() throws Exception {
    QuantizationReport report =
        quantize(forest(), wines(Map.of("standardise", "true")).withBroughtModel());

    // Every standardised value lies below the forest's threshold.
    assertThat(report.accuracy().fp32()).isEqualTo(0.5);
  }

  @Test
  void theErrorOfValuesFarFromZeroIsThatOfWhatDiffers() throws Exception {
    StringBuilder table = new StringBuilder("x,year\n");
    for (int i = 0; i < 100; i++) {
      table.append(i).append(',').append(2000 + i / 10.0).append('\n');
    }
    Files.writeString(folder.resolve("table.csv"), table);
    Dataset years =
        Datasets.open(
            new DatasetSpec("csv", folder, 42, Map.of("task", "regression")).withBroughtModel());
    InputContract x =
        InputContract.of(List.of(new TensorInfo("x", "float", List.of(Dim.open(), Dim.of(1)))));
    try (OrtModel exact = OrtModel.open(line("exact", 0.1f, 2000), 1);
        OrtModel flat = OrtModel.open(line("flat", 0, 2005), 1)) {
      List<OutputDifference> errors =
          new DatasetJudge(years.fittedTo(x), Integer.MAX_VALUE, text -> {})
              .compare(exact, flat)
              .differences()
              .outputs();

      assertThat(errors).hasSize(1);
      assertThat(errors.get(0).relativeError()).isCloseTo(1, within(0.05));
    }
  }

  @Test
  void predictedValuesAreJudgedByTheirErrorAgainstTheTrueOnes() throws Exception {
    StringBuilder table = new StringBuilder("x,year\n");
    for (int i = 0; i < 100; i++) {
      table.append(i).append(',').append(i % 2 == 0 ? i : i + 2).append('\n');
    }
    Files.writeString(folder.resolve("table.csv"), table);

    QuantizationReport report =
        quantize(
            line("one-off", 1, 1),
            new DatasetSpec("csv", folder, 42, Map.of("task", "regression")).withBroughtModel());

    assertThat(report.judgedBy()).isEqualTo(JudgedBy.RMSE);
    assertThat(report.prediction().fp32()).isCloseTo(1, within(1e-6));
    assertThat(report.prediction().optimized()).isEqualTo(report.prediction().fp32());
    assertThat(report.prediction().spread()).isBetween(20.0, 40.0);
    assertThat(report.accuracy()).isNull();
  }

  private DatasetSpec wines(Map<String, String> parameters) throws Exception {
    StringBuilder table = new StringBuilder("proline,hue,kind\n");
    for (int i = 0; i < 178; i++) {
      int proline = 400 + 7 * i;
      table.append(proline).append(",1.05,").append(proline > 1020 ? 1 : 0).append('\n');
    }
    Files.writeString(folder.resolve("table.csv"), table);
    return new DatasetSpec("csv", folder, 42, parameters);
  }

  /** One tree, as scikit-learn's converter writes them: class 1 when the first column is large. */
  private Path forest() throws Exception {
    return opset(17)
        .imports("ai.onnx.ml", 3)
        .input("columns", -1, 2)
        .node(
            "ai.onnx.ml",
            "TreeEnsembleClassifier",
            List.of("columns"),
            List.of("label", "probabilities"),
            attribute("nodes_treeids", List.of(0L, 0L, 0L)),
            attribute("nodes_nodeids", List.of(0L, 1L, 2L)),
            attribute("nodes_featureids", List.of(0L, 0L, 0L)),
            reals("nodes_values", 1020, 0, 0),
            GraphBuilder.attribute("nodes_modes", List.of("BRANCH_LEQ", "LEAF", "LEAF")),
            attribute("nodes_truenodeids", List.of(1L, 0L, 0L)),
            attribute("nodes_falsenodeids", List.of(2L, 0L, 0L)),
            attribute("class_treeids", List.of(0L, 0L, 0L, 0L)),
            attribute("class_nodeids", List.of(1L, 1L, 2L, 2L)),
            attribute("class_ids", List.of(0L, 1L, 0L, 1L)),
            reals("class_weights", 1, 0, 0, 1),
            attribute("classlabels_int64s", List.of(0L, 1L)),
            attribute("post_transform", "NONE"))
        .typedOutput("label", TensorProto.DataType.INT64_VALUE, -1)
        .output("probabilities", -1, 2)
        .write(folder.resolve("forest.onnx"));
  }

  private static AttributeProto reals(String name, float... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.FLOATS);
    for (float value : values) {
      attribute.addFloats(value);
    }
    return attribute.build();
  }

  private Path line(String name, float slope, float start) throws Exception {
    return opset(17)
        .input("x", -1, 1)
        .initializer(tensor("slope", new float[] {slope}, 1))
        .initializer(tensor("start", new float[] {start}, 1))
        .node("Mul", List.of("x", "slope"), List.of("rise"))
        .node("Add", List.of("rise", "start"), List.of("year"))
        .output("year", -1, 1)
        .write(folder.resolve(name + ".onnx"));
  }

  private QuantizationReport quantize(Path model, DatasetSpec dataset) throws Exception {
    return new QuantizationStage()
        .run(
            new QuantizationRequest(
                model,
                folder.resolve("optimized.onnx"),
                InputSettings.NONE,
                dataset,
                RecipeChoice.of("dynamic"),
                1,
                ModelIdentity.unchanged("edge-maven-plugin test"),
                folder.resolve("quantize.json"),
                QuantizationOptions.DEFAULT),
            line -> {});
  }
}
