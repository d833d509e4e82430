package io.edge4j.maven.benchmark;

import static io.edge4j.maven.onnx.ModelFixture.opset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.onnx.ForeignModels;
import io.edge4j.maven.quantize.ModelIdentity;
import io.edge4j.maven.quantize.QuantizationOptions;
import io.edge4j.maven.quantize.QuantizationRequest;
import io.edge4j.maven.quantize.QuantizationStage;
import io.edge4j.maven.quantize.RecipeChoice;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.Comparison;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.report.GateResult;
import io.edge4j.maven.report.ReportFiles;
import io.edge4j.maven.report.VariantReport;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Layout;
import io.edge4j.model.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of other people, whose inputs are not one tensor of known size, are measured too. */
class BroughtBenchmarkTest {
  private static final Protocol SHORT = new Protocol(2, 20, 1, 1, 1, 0, List.of(4), 0, 200, 120);

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void integersAndOpenDimensionsAreMeasuredAtWhatQuantizingAssumed() throws Exception {
    Path fp32 = ForeignModels.encoder(folder.resolve("encoder.onnx"));
    quantize(fp32, InputSettings.NONE);

    BenchmarkReport report = run(fp32, InputSettings.NONE);

    assertThat(report.inputs())
        .startsWith("random inputs from a fixed seed: there was no dataset")
        .contains(
            "input input_ids: int64[batch=1, sequence=8], 0 to 511",
            "assumed: input_ids takes 0 to 511: its table has 512 rows");
    assertThat(said).contains("assumed: input_ids takes 0 to 511: its table has 512 rows");
    for (String form : List.of(ReportFiles.JSON, ReportFiles.MARKDOWN, ReportFiles.HTML)) {
      assertThat(folder.resolve(form))
          .content()
          .contains("assumed: input_ids takes 0 to 511: its table has 512 rows");
    }
    assertThat(report.variants())
        .extracting(VariantReport::name)
        .containsExactly("onnx-fp32", "onnx-optimized");
    assertThat(report.variants()).allSatisfy(v -> assertThat(v.throughput()).hasSize(1));
  }

  @Test
  void eachOfSeveralSizesIsARowAndGatesCanNameOne() throws Exception {
    Path fp32 = ForeignModels.encoder(folder.resolve("encoder.onnx"));
    InputSettings settings = new InputSettings(Map.of("sequence", "4,256"), List.of());
    quantize(fp32, settings);

    BenchmarkReport report =
        run(
            fp32,
            settings,
            new GateRule("onnx-optimized", "speedup", 0.01, "onnx-fp32"),
            new GateRule("onnx-optimized@sequence=256", "speedup", 0.01, "onnx-fp32"),
            new GateRule("onnx-optimized", "sizeBytes", 1.0, "onnx-fp32"));

    assertThat(report.variants())
        .extracting(VariantReport::name)
        .containsExactly(
            "onnx-fp32@sequence=4",
            "onnx-optimized@sequence=4",
            "onnx-fp32@sequence=256",
            "onnx-optimized@sequence=256");
    // Tokens are multiplied one by one: 64 times as many take longer.
    assertThat(report.variants().get(2).value(Metric.P50))
        .isGreaterThan(report.variants().get(0).value(Metric.P50));
    assertThat(report.comparisons())
        .extracting(Comparison::variant, Comparison::relativeTo)
        .containsExactly(
            tuple("onnx-optimized@sequence=4", "onnx-fp32@sequence=4"),
            tuple("onnx-optimized@sequence=256", "onnx-fp32@sequence=256"));
    assertThat(report.gates())
        .extracting(GateResult::variant)
        .containsExactly(
            "onnx-optimized@sequence=4",
            "onnx-optimized@sequence=256",
            "onnx-optimized@sequence=256",
            "onnx-optimized@sequence=4");
    assertThat(report.gates())
        .allSatisfy(gate -> assertThat(gate.outcome()).isEqualTo(GateResult.Outcome.PASSED));
  }

  @Test
  void aGateAtASizeThatIsNotMeasuredIsRefused() throws Exception {
    Path fp32 = ForeignModels.encoder(folder.resolve("encoder.onnx"));
    InputSettings settings = new InputSettings(Map.of("sequence", "4,8"), List.of());
    quantize(fp32, settings);

    assertThatThrownBy(
            () ->
                run(
                    fp32,
                    settings,
                    new GateRule("onnx-optimized@sequence=16", "speedup", 1.0, "onnx-fp32")))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("'onnx-optimized@sequence=16', which is not measured")
        .hasMessageContaining("onnx-optimized@sequence=4, ");
  }

  @Test
  void stateAndScalarInputsAreMeasured() throws Exception {
    Path fp32 = ForeignModels.speech(folder.resolve("speech.onnx"), 512);
    quantize(fp32, InputSettings.NONE);

    assertThat(run(fp32, InputSettings.NONE).inputs())
        .contains("input input: float[1, 512], standard normal", "input sr: int64[], always 16000");
  }

  @Test
  void aModelThatGrowsByItsScalesIsToldWhatHelpsAndFailsNothing() throws Exception {
    Path fp32 =
        opset(17)
            .symbolicInput("x", DataType.FLOAT_VALUE, "1", "4")
            .weight("w", 4, 4)
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .output("y", 1, 4)
            .write(folder.resolve("tiny.onnx"));
    quantize(fp32, InputSettings.NONE);

    BenchmarkReport report =
        run(
            List.of(Variant.onnx("onnx-fp32", fp32), Variant.onnx("onnx-optimized", optimized())),
            InputSettings.NONE,
            null);

    assertThat(report.gates())
        .allSatisfy(gate -> assertThat(gate.advisory()).isTrue())
        .filteredOn(gate -> gate.metric().equals("sizeBytes"))
        .singleElement()
        .satisfies(
            gate -> {
              assertThat(gate.outcome()).isEqualTo(GateResult.Outcome.FAILED);
              assertThat(gate.advice()).contains("<recipe>fp32</recipe>");
            });
    assertThat(GatePolicy.DEFAULT.failureLines(report)).isEmpty();
  }

  @Test
  void severalOutputsOfOpenHeightAndWidthAreMeasured() throws Exception {
    Path fp32 = ForeignModels.detector(folder.resolve("detector.onnx"));
    quantize(fp32, InputSettings.NONE);

    assertThat(run(fp32, InputSettings.NONE).inputs())
        .contains("input images: float[1, 3, height=224, width=224], standard normal");
  }

  @Test
  void sizesThatNoGuessHitsAreAskedForByName() throws Exception {
    Path fp32 = ForeignModels.speech(folder.resolve("speech.onnx"), 777 * 64);

    assertThatThrownBy(
            () -> run(List.of(Variant.onnx("onnx-fp32", fp32)), InputSettings.NONE, List.of()))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("it ran with none of the sizes that were tried")
        .hasMessageContaining("<inputs><input><name>input</name>");
  }

  @Test
  void aVariantThatTakesOtherSizesIsRefused() throws Exception {
    Path fp32 = ForeignModels.encoder(folder.resolve("encoder.onnx"));
    Path fixed = ForeignModels.encoder(folder.resolve("fixed.onnx"), "1", "32");

    assertThatThrownBy(
            () ->
                run(
                    List.of(Variant.onnx("onnx-fp32", fp32), Variant.onnx("previous", fixed)),
                    InputSettings.NONE,
                    List.of()))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("measured on [input_ids: int64[1, 8], ")
        .hasMessageContaining("the variant previous takes [input_ids: int64[1, 32], ");
  }

  @Test
  void samplesOfADatasetSizeWhatAModelLeavesOpen() throws Exception {
    Path file = ForeignModels.openImages(folder.resolve("open.onnx"));
    float[] bright = new float[64];
    Arrays.fill(bright, 1);
    float[] dark = new float[64];
    Arrays.fill(dark, -1);

    try (Subject subject = Subjects.open(Variant.onnx("m", file), 1, List.of())) {
      assertThat(subject.takesSamples()).isFalse();
      subject.order(List.of(1L, 8L, 8L), Layout.CHW);
      assertThat(subject.classifyAll(List.of(bright, dark)))
          .containsExactly(subject.classify(bright), subject.classify(dark))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void aDatasetOfOneTensorForAModelOfThreeIsRefused() throws Exception {
    Path file = ForeignModels.encoder(folder.resolve("encoder.onnx"));
    try (Subject subject = Subjects.open(Variant.onnx("m", file), 1, List.of())) {
      assertThatThrownBy(() -> subject.order(List.of(8L), Layout.NONE))
          .isInstanceOf(StageException.class)
          .hasMessageContaining("<dataset>")
          .hasMessageContaining("it has 3 inputs");
    }
  }

  private Path optimized() {
    return folder.resolve("optimized.onnx");
  }

  private void quantize(Path fp32, InputSettings inputs) throws Exception {
    new QuantizationStage()
        .run(
            new QuantizationRequest(
                fp32,
                optimized(),
                inputs,
                null,
                RecipeChoice.of(Recipe.DYNAMIC),
                1,
                ModelIdentity.unchanged("edge-maven-plugin test"),
                folder.resolve("quantize.json"),
                QuantizationOptions.DEFAULT),
            line -> {});
  }

  private BenchmarkReport run(Path fp32, InputSettings inputs, GateRule... gates) throws Exception {
    return run(
        List.of(Variant.onnx("onnx-fp32", fp32), Variant.onnx("onnx-optimized", optimized())),
        inputs,
        List.of(gates));
  }

  /** Without gates, as a pom that states none, where they are null. */
  private BenchmarkReport run(
      List<Variant> variants, InputSettings inputs, @Nullable List<GateRule> gates)
      throws Exception {
    return new BenchmarkStage(folder.resolve("lock"), Map.of())
        .run(
            BenchmarkRequest.asked(
                "m", variants, inputs, null, SHORT, gates, GatePolicy.DEFAULT, folder),
            said::add);
  }
}
