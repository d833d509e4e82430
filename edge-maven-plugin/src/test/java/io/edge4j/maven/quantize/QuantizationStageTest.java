package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.edge4j.maven.compare.OutputDifference;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Recipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizationStageTest {
  private static final DatasetSpec DATASET = new DatasetSpec("images", null, 42, Map.of());

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();

  @Test
  void theReportSaysWhatWasSavedAndWhatItCost() throws Exception {
    QuantizationReport report = quantize(request(SeedCnn.file("fp32.onnx"), DATASET, "dynamic"));

    assertThat(report.sizes().ratio()).isGreaterThan(3.66);
    assertThat(report.sizes().optimizedBytes()).isEqualTo(Files.size(optimized()));
    assertThat(report.samples()).isEqualTo(64);
    assertThat(report.accuracy().fp32()).isEqualTo(1.0);
    assertThat(report.accuracy().optimized()).isGreaterThan(0.95);
    assertThat(report.accuracy().agreement()).isEqualTo(report.accuracy().optimized());
    assertThat(report.errors())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.output()).isEqualTo("logits");
              assertThat(error.relativeError()).isBetween(1e-5, 0.02);
              assertThat(error.signalToNoiseDecibels()).isGreaterThan(34);
            });
    assertThat(report.operators()).containsEntry("com.microsoft.DynamicQuantizeMatMul", 2L);
  }

  @Test
  void aModelWithDataInThreeFilesBecomesOneFileOfTheSizeThatIsReported() throws Exception {
    Path one = SeedCnn.file("fp32.onnx");
    Path fp32 =
        ModelFixture.writeBeside(
            ModelProto.parseFrom(Files.readAllBytes(one)),
            Files.createDirectory(folder.resolve("brought")).resolve("m.onnx"),
            "m.onnx.data",
            "m.onnx_data",
            "weights/a.bin");

    QuantizationReport report = quantize(request(fp32, DATASET, "dynamic"));

    assertThat(ModelFiles.of(optimized()).isOneFile()).isTrue();
    assertThat(report.sizes().fp32Bytes()).isEqualTo(ModelFiles.of(fp32).bytes());
    assertThat(report.sizes().optimizedBytes()).isEqualTo(Files.size(optimized()));
    assertThat(report.sizes().ratio()).isGreaterThan(3.6);
    assertThat(report.accuracy().optimized()).isGreaterThan(0.95);
  }

  @Test
  void everyNodeIsAccountedFor() throws Exception {
    QuantizationReport report = quantize(request(SeedCnn.file("fp32.onnx"), DATASET, "dynamic"));

    assertThat(report.nodes()).hasSize(10);
    assertThat(report.nodes())
        .filteredOn(node -> node.outcome() == NodeDecision.Outcome.QUANTIZED)
        .extracting(NodeDecision::node)
        .containsExactly("/classifier/classifier.1/Gemm", "/classifier/classifier.3/Gemm");
    assertThat(report.nodes())
        .filteredOn(node -> node.opType().equals("Conv"))
        .allSatisfy(
            node -> {
              assertThat(node.outcome()).isEqualTo(NodeDecision.Outcome.SKIPPED);
              assertThat(node.detail()).contains("convolutions stay fp32");
            });
  }

  @Test
  void theReportOnDiskIsTheReportReturned() throws Exception {
    QuantizationReport report = quantize(request(SeedCnn.file("fp32.onnx"), DATASET, "dynamic"));

    assertThat(Json.read(folder.resolve("quantize.json"), QuantizationReport.class))
        .isEqualTo(report);
  }

  @Test
  void withoutADatasetSeededRandomInputsCompareTheModels() throws Exception {
    QuantizationReport report = quantize(request(SeedCnn.file("fp32.onnx"), null, "dynamic"));

    assertThat(report.dataset()).isNull();
    assertThat(report.accuracy()).isNull();
    assertThat(report.errors())
        .singleElement()
        .extracting(OutputDifference::values)
        .isEqualTo(160L);
    assertThat(log).anySatisfy(line -> assertThat(line).contains("16 seeded random inputs"));
  }

  @Test
  void metadataOfTheFp32ModelTravelsOn() throws Exception {
    Path fp32 = folder.resolve("fp32.onnx");
    Model model = SeedCnn.model("fp32.onnx");
    model.metadata().put("author", "somebody");
    model.metadata().put("edge.name", "garments");
    model.metadata().put("edge.recipe", "fp32");
    model.metadata().put("edge.accuracy", "0.5");
    model.write(fp32, ExternalData.WHEN_NEEDED);

    QuantizationReport report = quantize(request(fp32, DATASET, "dynamic"));

    assertThat(Model.read(optimized()).metadata())
        .containsEntry("author", "somebody")
        .containsEntry("edge.schema", "2")
        .containsEntry("edge.name", "garments")
        .containsEntry("edge.recipe", "dynamic")
        .containsEntry("edge.producer", "edge-maven-plugin test")
        .containsEntry("edge.accuracy", Double.toString(report.accuracy().optimized()));
  }

  @Test
  void theSameModelGivesTheSameBytes() throws Exception {
    quantize(request(SeedCnn.file("fp32.onnx"), DATASET, "dynamic"));
    byte[] first = Files.readAllBytes(optimized());

    quantize(request(SeedCnn.file("fp32.onnx"), DATASET, "dynamic"));

    assertThat(Files.readAllBytes(optimized())).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({
    "dynamic, 'any runtime of ONNX''s own operators, opset 17'",
    "blockwise, 'ONNX Runtime (MatMulNBits), version 1.22 or later on x64, 1.23 or later on arm64;"
        + " other runtimes may not know these operators'"
  })
  void theReportSaysWhoCanReadTheModel(String recipe, String runtimes) throws Exception {
    QuantizationReport report = quantize(request(SeedCnn.file("fp32.onnx"), null, recipe));

    assertThat(report.chosen()).isEqualTo(recipe);
    assertThat(report.runtimes()).isEqualTo(runtimes);
    assertThat(log).contains("runs in " + runtimes);
  }

  @Test
  void whatAutoDecidedIsALineOfTheLogAndTheReport() throws Exception {
    QuantizationReport report = quantize(request(SeedCnn.file("fp32.onnx"), DATASET, "auto"));

    assertThat(report.decision()).startsWith("auto ").contains("times fp32's speed");
    assertThat(log).contains(report.decision());
  }

  @Test
  void anUnknownRecipeNamesThoseThereAre() {
    assertThatThrownBy(() -> RecipeChoice.of("dynamik"))
        .isInstanceOf(StageException.class)
        .hasMessage(
            "<recipe> (edge.recipe): there is no recipe 'dynamik'; use one of fp32, fp16, dynamic,"
                + " blockwise, static, auto");
  }

  @Test
  void theRecipeFp32LeavesTheModelAsItIs() throws Exception {
    QuantizationReport report = quantize(request(SeedCnn.file("fp32.onnx"), DATASET, "fp32"));

    assertThat(report.chosen()).isEqualTo("fp32");
    assertThat(report.errors()).allSatisfy(error -> assertThat(error.relativeError()).isZero());
    assertThat(ModelMetadata.of(optimized()).recipe()).contains(Recipe.FP32);
  }

  @Test
  void whatTheModelSaysOfItselfIsThereOnce() throws Exception {
    quantize(request(SeedCnn.file("fp32.onnx"), DATASET, "dynamic"));

    assertThat(ModelProto.parseFrom(Files.readAllBytes(optimized())).getMetadataPropsList())
        .extracting(entry -> entry.getKey())
        .contains("edge.accuracy")
        .doesNotHaveDuplicates();
  }

  @Test
  void aModelThatCannotBeReadLeavesNothingBehind() throws Exception {
    Path broken = folder.resolve("broken.onnx");
    byte[] bytes = Files.readAllBytes(SeedCnn.file("fp32.onnx"));
    Files.write(broken, java.util.Arrays.copyOf(bytes, 500_000));

    assertThatThrownBy(() -> quantize(request(broken, null, "dynamic")))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("onnxModel")
        .hasMessageContaining("broken.onnx");
    assertThat(filesBeside(broken)).isEmpty();
  }

  @Test
  void aDatasetOfAnotherShapeIsRefusedAndLeavesNothingBehind() throws Exception {
    Path fp32 = Path.of("src", "test", "resources", "onnx", "hand_gemm_alpha_beta", "model.onnx");

    assertThatThrownBy(() -> quantize(request(fp32, DATASET, "dynamic")))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("dataset")
        .hasMessageContaining("[1, 28, 28]");
    assertThat(filesBeside(folder.resolve("none"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"static", "auto"})
  void recipesThatNeedDataRunThroughTheWholeStage(String recipe) throws Exception {
    QuantizationReport report = quantize(request(SeedCnn.file("fp32.onnx"), DATASET, recipe));

    assertThat(report.recipe().label()).isEqualTo(recipe);
    assertThat(report.accuracy().optimized()).isGreaterThan(0.95);
    assertThat(report.trials().isEmpty()).isEqualTo(recipe.equals("static"));
    assertThat(Model.read(optimized()).metadata()).containsEntry("edge.recipe", report.chosen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dynamic", "static", "auto"})
  void aModelThatIsQuantizedAlreadyStaysAsItIs(String recipe) throws Exception {
    QuantizationReport report =
        quantize(request(SeedCnn.file("int8-python.onnx"), DATASET, recipe));

    assertThat(report.chosen()).isEqualTo("unchanged");
    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isZero());
    assertThat(log).anySatisfy(line -> assertThat(line).contains("quantized already"));
  }

  @Test
  void aModelWithExternalDataGoesThroughTheWholeStage() throws Exception {
    Path fp32 = folder.resolve("beside.onnx");
    SeedCnn.model("fp32.onnx").write(fp32, ExternalData.BESIDE);

    QuantizationReport report = quantize(request(fp32, DATASET, "dynamic"));

    assertThat(report.sizes().fp32Bytes())
        .isEqualTo(Files.size(fp32) + Files.size(folder.resolve("beside.onnx.data")));
    assertThat(report.accuracy().optimized()).isGreaterThan(0.95);
  }

  @Test
  void threadsBelowOneAreRefusedByName() {
    assertThatThrownBy(
            () ->
                new QuantizationStage()
                    .run(
                        new QuantizationRequest(
                            SeedCnn.file("fp32.onnx"),
                            optimized(),
                            InputSettings.NONE,
                            null,
                            RecipeChoice.of(Recipe.DYNAMIC),
                            0,
                            ModelIdentity.unchanged("p"),
                            optimized(),
                            QuantizationOptions.DEFAULT),
                        log::add))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("threads of the request is 0; take");
  }

  private List<Path> filesBeside(Path known) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.equals(known)).toList();
    }
  }

  private Path optimized() {
    return folder.resolve("optimized.onnx");
  }

  @Test
  void theTargetIsNamedWithWhatItSetAndWhy() throws Exception {
    QuantizationReport report =
        quantize(
            request(SeedCnn.file("fp32.onnx"), DATASET, "dynamic", options("x86-avx2", "min-max")));

    assertThat(report.target())
        .startsWith("target x86-avx2: int8 weights within ±64, for its kernels add two products")
        .contains("accuracy is measured where the build runs");
    assertThat(log).contains(report.target());
    assertThat(report.accuracy().optimized()).isGreaterThan(0.95);
  }

  @Test
  void theBestCalibrationIsThatWithTheSmallestErrorOnTheValidationShare() throws Exception {
    QuantizationReport report =
        quantize(
            request(SeedCnn.file("fp32.onnx"), DATASET, "static", options("x86-vnni", "best")));

    assertThat(report.calibrations())
        .extracting(CalibrationTrial::method)
        .containsExactly("min-max", "percentile", "entropy");
    double least =
        report.calibrations().stream()
            .mapToDouble(trial -> trial.relativeError())
            .min()
            .orElseThrow();
    assertThat(report.calibrations())
        .filteredOn(CalibrationTrial::taken)
        .singleElement()
        .satisfies(trial -> assertThat(trial.relativeError()).isEqualTo(least))
        .satisfies(trial -> assertThat(log).contains(trial.line()));
    assertThat(report.calibrations())
        .extracting(CalibrationTrial::relativeError)
        .doesNotHaveDuplicates();
  }

  private static QuantizationOptions options(String target, String calibration) {
    QuantizationOptions d = QuantizationOptions.DEFAULT;
    return new QuantizationOptions(
        d.selection(),
        d.perChannel(),
        d.reduceRange(),
        target,
        calibration,
        d.calibrationSamples(),
        d.keepFirstAndLast(),
        d.maxAccuracyLoss(),
        d.maxRelativeError(),
        d.freezeInitializers(),
        d.blocks());
  }

  private QuantizationRequest request(Path fp32, DatasetSpec dataset, String recipe)
      throws StageException {
    return request(fp32, dataset, recipe, QuantizationOptions.DEFAULT);
  }

  private QuantizationRequest request(
      Path fp32, DatasetSpec dataset, String recipe, QuantizationOptions options)
      throws StageException {
    return new QuantizationRequest(
        fp32,
        optimized(),
        InputSettings.NONE,
        dataset,
        RecipeChoice.of(recipe),
        1,
        ModelIdentity.unchanged("edge-maven-plugin test"),
        folder.resolve("quantize.json"),
        options);
  }

  private QuantizationReport quantize(QuantizationRequest request) throws Exception {
    return new QuantizationStage(
            (model, spec, progress) -> SeedImages.load().fittedTo(model.inputs()))
        .run(request, log::add);
  }
}
