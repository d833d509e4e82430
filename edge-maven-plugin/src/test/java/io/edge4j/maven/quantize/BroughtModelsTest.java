package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnxruntime.OrtException;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that others wrote, with what made recipe static wrong or stopped the build. */
class BroughtModelsTest {
  private static final Path CASES = Path.of("src", "test", "resources", "static-cases");

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();

  @Test
  void aRegressionHeadKeepsTheValueThatItsBiasGives() throws Exception {
    QuantizationReport report = quantize("regression-head.onnx", "static", 1, 8, 8);

    assertThat(firstOutput()[0]).isBetween(249_999f, 250_001f);
    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isLessThan(1e-6));
    assertThat(report.nodes())
        .filteredOn(node -> node.detail().contains("does not fit 32 bits"))
        .hasSize(1);
  }

  @Test
  void aConvolutionWithTinyWeightsAndALargeBiasKeepsItsSigns() throws Exception {
    QuantizationReport report = quantize("regression-convolution.onnx", "static", 1, 8, 8);

    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isLessThan(1e-6));
    assertThat(report.chosen()).isEqualTo("fp32");
  }

  @Test
  void anInfiniteBiasStaysInItsLayerAndTheNextOneIsQuantized() throws Exception {
    QuantizationReport report = quantize("bias-infinite.onnx", "static", 1, 8, 8);

    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isLessThan(0.02));
    assertThat(report.nodes())
        .filteredOn(node -> node.outcome() == NodeDecision.Outcome.SKIPPED)
        .singleElement()
        .satisfies(node -> assertThat(node.detail()).contains("bias not finite"));
    assertThat(quantizedLayers(report)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"opset-7.onnx, QLinearConv", "opset-9.onnx, com.microsoft.QLinearAveragePool"})
  void modelsOfOldOpsetsAreQuantizedInALaterOne(String file, String operator) throws Exception {
    QuantizationReport report = quantize(file, "static", 1, 8, 8);

    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isLessThan(0.03));
    assertThat(report.operators()).containsKey(operator).doesNotContainKey("Conv");
  }

  @Test
  void aModelThatCannotBeRaisedKeepsItsLayersAndSaysWhy() throws Exception {
    Path file =
        opset(9)
            .input("x", 1, 1, 8, 8)
            .weight("w", 4, 1, 3, 3)
            .node("Conv", List.of("x", "w"), List.of("c"))
            .node(
                "ScaledTanh",
                List.of("c"),
                List.of("y"),
                attribute("alpha", 1f),
                attribute("beta", 1f))
            .output("y", 1, 4, 6, 6)
            .write(folder.resolve("scaled.onnx"));
    QuantizationReport report = quantize(file, "static", 1, 8, 8);

    assertThat(report.nodes().get(0).outcome()).isEqualTo(NodeDecision.Outcome.SKIPPED);
    assertThat(report.nodes().get(0).detail()).contains("needs opset 10", "opset 9", "ScaledTanh");
    assertThat(report.chosen()).isEqualTo("fp32");
  }

  @Test
  void aPoolWithDilationsStaysInFloats() throws Exception {
    QuantizationReport report = quantize("averagepool-dilations.onnx", "static", 1, 8, 8);

    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isLessThan(0.03));
    assertThat(report.operators())
        .containsEntry("AveragePool", 1L)
        .containsEntry("QLinearConv", 2L);
    assertThat(report.nodes())
        .filteredOn(node -> node.opType().equals("AveragePool"))
        .singleElement()
        .satisfies(node -> assertThat(node.detail()).contains("dilations"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "opset-7.onnx",
        "opset-9.onnx",
        "averagepool-dilations.onnx",
        "bias-infinite.onnx",
        "regression-head.onnx"
      })
  void autoEndsWellOnAllOfThem(String file) throws Exception {
    QuantizationReport report = quantize(file, "auto", 1, 8, 8);

    assertThat(report.trials()).extracting(Trial::candidate).contains("fp32");
    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isLessThan(0.2));
  }

  @Test
  void aPoolWhoseDilationsSayNothingRunsInIntegers() throws Exception {
    assertThat(pooled(19, attribute("dilations", List.of(1L, 1L))).operators())
        .containsEntry("com.microsoft.QLinearAveragePool", 1L);
  }

  @Test
  void aPoolThatRoundsUpAndCountsItsPaddingStaysInFloats() throws Exception {
    QuantizationReport report =
        pooled(
            17,
            attribute("ceil_mode", 1L),
            attribute("count_include_pad", 1L),
            attribute("strides", List.of(2L, 2L)));

    assertThat(report.operators()).containsEntry("AveragePool", 1L);
  }

  private QuantizationReport pooled(int version, AttributeProto... pool) throws Exception {
    List<AttributeProto> attributes = new ArrayList<>(Arrays.asList(pool));
    attributes.add(attribute("kernel_shape", List.of(3L, 3L)));
    Path file =
        opset(version)
            .input("x", 1, 1, 8, 8)
            .weight("v", 4, 1, 3, 3)
            .weight("w", 4, 4, 1, 1)
            .node("Conv", List.of("x", "v"), List.of("c"))
            .node(
                "AveragePool",
                List.of("c"),
                List.of("p"),
                attributes.toArray(AttributeProto[]::new))
            .node("Conv", List.of("p", "w"), List.of("y"))
            .untypedOutput("y")
            .write(folder.resolve("pooled.onnx"));
    QuantizationReport report = quantize(file, "static", 1, 8, 8);
    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isLessThan(0.03));
    return report;
  }

  @Test
  void aNormalizationBecomesPartOfTheConvolutionAndTheReportSaysSo() throws Exception {
    QuantizationReport report = quantize(normalized(), "static", 1, 8, 8);

    assertThat(report.operators()).doesNotContainKeys("BatchNormalization", "Conv");
    assertThat(report.operators()).containsEntry("QLinearConv", 2L);
    assertThat(report.nodes())
        .extracting(NodeDecision::opType)
        .containsExactly("Conv", "BatchNormalization", "Relu", "Dropout", "Conv");
    assertThat(report.nodes().get(1).detail()).contains("folded");
    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isLessThan(0.03));
  }

  @Test
  void aDeadChannelThatAFoldedNormalizationLeavesDoesNotSpoilItsBias() throws Exception {
    QuantizationReport report = quantize(normalized(), "static", 1, 8, 8);

    // The second channel's factor is 1e-12, so its result is its bias of 0.7 and nothing else.
    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isLessThan(0.03));
    assertThat(quantizedLayers(report)).hasSize(2);
  }

  @Test
  void anUnnamedLayerIsExcludedByTheNameOfItsOwnOutput() throws Exception {
    QuantizationOptions options =
        withSelection(new NodeSelection(List.of(), List.of("c"), List.of(), false));

    QuantizationReport report = quantize(normalized(), "static", options, 1, 8, 8);

    assertThat(report.nodes().get(0).outcome()).isEqualTo(NodeDecision.Outcome.SKIPPED);
    assertThat(report.operators()).containsEntry("Conv", 1L);
  }

  @Test
  void weightsThatAreAlsoInputsBecomeConstants() throws Exception {
    QuantizationReport report = quantize(listedTwice(), "static", 1, 8, 8);

    assertThat(report.frozenInitializers()).containsExactly("v", "w");
    assertThat(quantizedLayers(report)).hasSize(2);
    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isLessThan(0.03));
    assertThat(log).anySatisfy(line -> assertThat(line).contains("2 initializers", "'v'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"static", "dynamic"})
  void weightsThatAreAlsoInputsStayOnRequestAndTheLogSaysWhatWouldHelp(String recipe)
      throws Exception {
    QuantizationReport report =
        quantize(listedTwice(), recipe, options(NodeSelection.ALL, true, false), 1, 8, 8);

    assertThat(report.chosen()).isEqualTo("fp32");
    assertThat(report.frozenInitializers()).isEmpty();
    assertThat(log)
        .anySatisfy(
            line -> assertThat(line).contains("nothing was quantized", "<freezeInitializers>true"));
  }

  @Test
  void autoDecidesByTrainingSamplesAndTheReportQuotesTheTest() throws Exception {
    Path file = folder.resolve("seed.onnx");
    Files.copy(SeedCnn.file("fp32.onnx"), file);
    QuantizationReport report =
        new QuantizationStage(
                (model, spec, progress) ->
                    new WrongTestLabels(SeedImages.load()).fittedTo(model.inputs()))
            .run(request(file, "auto", QuantizationOptions.DEFAULT), log::add);

    assertThat(report.trials())
        .filteredOn(trial -> trial.candidate().equals("fp32"))
        .singleElement()
        .satisfies(trial -> assertThat(trial.accuracy()).isEqualTo(1.0));
    assertThat(report.accuracy().fp32()).isZero();
  }

  /** A dataset whose test split has no right label. */
  private record WrongTestLabels(SeedImages images) implements Dataset {
    @Override
    public String name() {
      return images.name();
    }

    @Override
    public String fingerprint() {
      return images.fingerprint();
    }

    @Override
    public List<String> classNames() {
      return images.classNames();
    }

    @Override
    public long[] sampleShape() {
      return images.sampleShape();
    }

    @Override
    public Samples train() {
      return images.train();
    }

    @Override
    public Samples test() {
      Samples right = images.test();
      return new Samples() {
        @Override
        public int size() {
          return right.size();
        }

        @Override
        public int label(int index) {
          return (right.label(index) + 1) % SeedCnn.CLASSES;
        }

        @Override
        public void copyTo(int index, float[] target, int offset) {
          right.copyTo(index, target, offset);
        }
      };
    }
  }

  @Test
  void aNetworkOfConvolutionsIsToldOfStaticWhenDynamicFindsNothing() throws Exception {
    QuantizationReport report = quantize("opset-7.onnx", "dynamic", 1, 8, 8);

    assertThat(report.chosen()).isEqualTo("fp32");
    assertThat(log)
        .filteredOn(line -> line.contains("nothing was quantized"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("2 Conv nodes", "<recipe>static</recipe>"));
  }

  @Test
  void aLargeErrorIsAWarningThatNamesTheWorstLayers() throws Exception {
    Path file =
        opset(13)
            .input("x", 1, 64)
            .initializer(tensor("spread", columns(-1), 64, 64))
            .initializer(tensor("gather", columns(1), 64, 64))
            .node("Gemm", List.of("x", "spread"), List.of("a"))
            .node("Gemm", List.of("a", "gather"), List.of("y"))
            .output("y", 1, 64)
            // What leaves the model cannot be equalised.
            .output("a", 1, 64)
            .write(folder.resolve("spread.onnx"));
    quantize(file, "static", options(NodeSelection.ALL, false, true), 64);

    assertThat(log)
        .filteredOn(line -> line.startsWith("WARNING"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("relative error", "worst layers are", "a ("));
  }

  /** The identity with columns, or rows, that shrink or grow by the sixteenth root of ten. */
  private static float[] columns(int sign) {
    float[] values = new float[64 * 64];
    for (int i = 0; i < 64; i++) {
      values[i * 64 + i] = (float) Math.pow(10, sign * i / 16.0);
    }
    return values;
  }

  private Path listedTwice() throws Exception {
    return opset(9)
        .irVersion(4)
        .input("x", 1, 1, 8, 8)
        .input("v", 4, 1, 3, 3)
        .input("w", 144, 2)
        .weight("v", 4, 1, 3, 3)
        .weight("w", 144, 2)
        .node("Conv", List.of("x", "v"), List.of("c"))
        .node("Flatten", List.of("c"), List.of("f"))
        .node("MatMul", List.of("f", "w"), List.of("y"))
        .output("y", 1, 2)
        .write(folder.resolve("listed.onnx"));
  }

  private static QuantizationOptions withSelection(NodeSelection selection) {
    return options(selection, true, true);
  }

  private static QuantizationOptions options(
      NodeSelection selection, boolean perChannel, boolean freezeInitializers) {
    QuantizationOptions d = QuantizationOptions.DEFAULT;
    return new QuantizationOptions(
        selection,
        perChannel,
        d.reduceRange(),
        d.target(),
        d.calibration(),
        d.calibrationSamples(),
        d.keepFirstAndLast(),
        d.maxAccuracyLoss(),
        d.maxRelativeError(),
        freezeInitializers,
        d.blocks());
  }

  private Path normalized() throws Exception {
    return opset(9)
        .input("x", 1, 1, 8, 8)
        .weight("v", 4, 1, 3, 3)
        .weight("w", 2, 4, 3, 3)
        .initializer(tensor("gamma", new float[] {1, 1e-12f, 2, 0.5f}, 4))
        .initializer(tensor("beta", new float[] {0, 0.7f, 0.1f, -0.1f}, 4))
        .initializer(tensor("mean", new float[] {0.1f, 0, -0.2f, 0}, 4))
        .initializer(tensor("variance", new float[] {1, 1, 2, 0.5f}, 4))
        .node("Conv", List.of("x", "v"), List.of("c"))
        .node("BatchNormalization", List.of("c", "gamma", "beta", "mean", "variance"), List.of("n"))
        .node("Relu", List.of("n"), List.of("r"))
        .node("Dropout", List.of("r"), List.of("d"))
        .node("Conv", List.of("d", "w"), List.of("y"))
        .output("y", 1, 2, 4, 4)
        .write(folder.resolve("normalized.onnx"));
  }

  @Test
  void aClipThatKeepsZeroOutIsNoPartOfTheConvolution() throws Exception {
    Path file =
        opset(13)
            .input("x", 1, 1, 8, 8)
            .weight("v", 4, 1, 3, 3)
            .weight("w", 2, 4, 3, 3)
            .initializer(tensor("low", new float[] {0.5f}))
            .initializer(tensor("high", new float[] {2}))
            .node("Conv", List.of("x", "v"), List.of("c"))
            .node("Clip", List.of("c", "low", "high"), List.of("r"))
            .node("Conv", List.of("r", "w"), List.of("y"))
            .output("y", 1, 2, 4, 4)
            .write(folder.resolve("clip.onnx"));
    QuantizationReport report = quantize(file, "static", 1, 8, 8);

    assertThat(report.operators()).containsEntry("QLinearConv", 2L).containsEntry("Clip", 1L);
    assertThat(report.errors()).allSatisfy(e -> assertThat(e.relativeError()).isLessThan(0.03));
  }

  private static List<String> quantizedLayers(QuantizationReport report) {
    return report.nodes().stream()
        .filter(node -> node.outcome() == NodeDecision.Outcome.QUANTIZED)
        .filter(node -> List.of("Conv", "Gemm", "MatMul").contains(node.opType()))
        .map(NodeDecision::node)
        .toList();
  }

  /** What the optimized model gives for the first test sample of 64 values. */
  private float[] firstOutput() throws OrtException {
    float[] sample = new float[64];
    DrawnSamples.of(64).test().copyTo(0, sample, 0);
    try (OrtModel model = OrtModel.open(folder.resolve("optimized.onnx"), 1)) {
      return model.floatsOn(Map.of("x", Tensor.of(sample, 1, 64))).get("y");
    }
  }

  private QuantizationReport quantize(String file, String recipe, long... shape) throws Exception {
    return quantize(CASES.resolve(file), recipe, shape);
  }

  private QuantizationReport quantize(Path file, String recipe, long... shape) throws Exception {
    return quantize(file, recipe, QuantizationOptions.DEFAULT, shape);
  }

  private QuantizationReport quantize(
      Path file, String recipe, QuantizationOptions options, long... shape) throws Exception {
    return new QuantizationStage(
            (model, spec, progress) -> DrawnSamples.of(shape).fittedTo(model.inputs()))
        .run(request(file, recipe, options), log::add);
  }

  private QuantizationRequest request(Path file, String recipe, QuantizationOptions options)
      throws StageException {
    return new QuantizationRequest(
        file,
        folder.resolve("optimized.onnx"),
        InputSettings.NONE,
        new DatasetSpec("images", null, 42, Map.of()),
        RecipeChoice.of(recipe),
        1,
        ModelIdentity.unchanged("edge-maven-plugin test"),
        folder.resolve("quantize.json"),
        options);
  }
}
