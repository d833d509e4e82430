package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.body;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.edge4j.maven.compare.OutputDifference;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.TensorSamples;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.model.InputContract;
import io.edge4j.model.OnnxHeader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipe static, judged by fp32 on the reference images. */
class StaticRecipeTest {
  @TempDir Path folder;
  private List<NodeDecision> decisions;

  @ParameterizedTest
  @EnumSource(CalibrationMethod.class)
  void everyCalibrationKeepsTheSeedsNetworkClose(CalibrationMethod method) throws Exception {
    Path fp32 = SeedCnn.file("fp32.onnx");

    Judgement judgement = compare(fp32, quantize(fp32, StaticOptions.DEFAULT, method));

    assertThat(judgement.differences().relativeError().orElseThrow()).isLessThan(0.02);
    assertThat(judgement.accuracy().agreement()).isGreaterThan(0.95);
  }

  @Test
  void theSeedsNetworkRunsInIntegersFromTheFirstConvolutionToTheLogits() throws Exception {
    Path int8 = quantize(SeedCnn.file("fp32.onnx"), StaticOptions.DEFAULT, MIN_MAX);

    assertThat(FusedOperators.of(int8, folder))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "QuantizeLinear", 1L,
                "QLinearConv", 2L,
                "MaxPool", 2L,
                "Flatten", 1L,
                "com.microsoft.QGemm", 2L));
  }

  @Test
  void layersInBranchesStayFp32AndThatIsSaid() throws Exception {
    ModelFixture yes =
        body("yes")
            .weight("inner", 64, 24)
            .node("MatMul", List.of("x", "inner"), List.of("yes_y"))
            .output("yes_y", 1, 24);
    ModelFixture no =
        body("no")
            .weight("other", 64, 24)
            .node("MatMul", List.of("x", "other"), List.of("no_y"))
            .output("no_y", 1, 24);
    Path fp32 =
        opset(17)
            .input("x", 1, 64)
            .weight("w", 24, 8)
            .initializer(tensor("half", new float[] {0.5f}))
            .node("ReduceMax", List.of("x"), List.of("most"), attribute("keepdims", 0))
            .node("Greater", List.of("most", "half"), List.of("which"))
            .node(
                "If",
                List.of("which"),
                List.of("branch"),
                attribute("then_branch", yes),
                attribute("else_branch", no))
            .node("MatMul", List.of("branch", "w"), List.of("y"))
            .output("y", 1, 8)
            .write(folder.resolve("branches.onnx"));

    quantize(fp32, StaticOptions.DEFAULT, MIN_MAX, DrawnSamples.of(64, 64L));

    assertThat(decisions)
        .filteredOn(node -> node.outcome() == NodeDecision.Outcome.SKIPPED)
        .extracting(NodeDecision::node, NodeDecision::detail)
        .containsExactlyInAnyOrder(
            tuple(
                "yes_y",
                "it is in a branch or a loop: recipe static measures ranges in the main graph"
                    + " only"),
            tuple(
                "no_y",
                "it is in a branch or a loop: recipe static measures ranges in the main graph"
                    + " only"));
    assertThat(decisions)
        .filteredOn(node -> node.outcome() == NodeDecision.Outcome.QUANTIZED)
        .extracting(NodeDecision::node)
        .containsExactly("y");
  }

  @Test
  void theFirstAndTheLastLayerStayFp32OnRequest() throws Exception {
    Path fp32 = SeedCnn.file("fp32.onnx");
    Path int8 = quantize(fp32, new StaticOptions(true, false, true), MIN_MAX);

    assertThat(FusedOperators.of(int8, folder))
        .containsEntry("QLinearConv", 1L)
        .containsEntry("com.microsoft.QGemm", 1L);
    assertThat(decisions)
        .filteredOn(node -> node.outcome() == NodeDecision.Outcome.SKIPPED)
        .extracting(NodeDecision::node)
        .containsExactly("/features/features.0/Conv", "/classifier/classifier.3/Gemm");
    assertThat(compare(fp32, int8).differences().relativeError().orElseThrow()).isLessThan(0.02);
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 9, 11, 12, 13, 17, 21})
  void residualsAndPoolsStayIntegersInEveryOpset(int version) throws Exception {
    Path fp32 = residual(version).write(folder.resolve("residual.onnx"));
    Path int8 = quantize(fp32, StaticOptions.DEFAULT, MIN_MAX);

    assertThat(compare(fp32, int8).differences().relativeError().orElseThrow()).isLessThan(0.03);
    assertThat(FusedOperators.of(int8, folder))
        .containsEntry("QLinearConv", 3L)
        .containsEntry("com.microsoft.QLinearAdd", 1L)
        .containsEntry("com.microsoft.QLinearGlobalAveragePool", 1L)
        .containsEntry("com.microsoft.QGemm", 1L)
        .doesNotContainKeys("Conv", "Add", "Gemm");
  }

  @ParameterizedTest
  @CsvSource({"2, 0.5, 0", "0.5, 3, 1"})
  void factorsOfGemmAreFolded(float alpha, float beta, long transB) throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 1, 1, 28, 28)
            .node("Flatten", List.of("x"), List.of("f"))
            .weight("w", transB == 1 ? new long[] {10, 784} : new long[] {784, 10})
            .weight("b", 10)
            .node(
                "Gemm",
                List.of("f", "w", "b"),
                List.of("y"),
                attribute("alpha", alpha),
                attribute("beta", beta),
                attribute("transB", transB))
            .output("y", 1, 10);
    Path fp32 = model.write(folder.resolve("gemm.onnx"));
    Path int8 = quantize(fp32, StaticOptions.DEFAULT, MIN_MAX);

    assertThat(compare(fp32, int8).differences().relativeError().orElseThrow()).isLessThan(0.02);
    assertThat(FusedOperators.of(int8, folder)).containsEntry("com.microsoft.QGemm", 1L);
  }

  @Test
  void aValueThatLeavesTheModelKeepsItsName() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 1, 1, 28, 28)
            .weight("w", 4, 1, 3, 3)
            .node("Conv", List.of("x", "w"), List.of("c"))
            .node("Relu", List.of("c"), List.of("y"))
            .output("y", 1, 4, 26, 26)
            .output("c", 1, 4, 26, 26);
    Path fp32 = model.write(folder.resolve("outputs.onnx"));
    Path int8 = quantize(fp32, StaticOptions.DEFAULT, MIN_MAX);

    assertThat(compare(fp32, int8).differences().outputs())
        .extracting(OutputDifference::output)
        .containsExactly("y", "c");
    assertThat(compare(fp32, int8).differences().relativeError().orElseThrow()).isLessThan(0.02);
  }

  /** Three convolutions with a residual between them, a pool and a fully connected layer. */
  private static ModelFixture residual(int version) {
    return opset(version)
        .input("x", 1, 1, 28, 28)
        .weight("w1", 8, 1, 3, 3)
        .weight("b1", 8)
        .weight("w2", 8, 8, 3, 3)
        .weight("w3", 8, 8, 3, 3)
        .weight("w4", 8, 10)
        .weight("b4", 10)
        .node("Conv", List.of("x", "w1", "b1"), List.of("c1"))
        .node("Relu", List.of("c1"), List.of("r1"))
        .node("Conv", List.of("r1", "w2"), List.of("c2"), PADDED)
        .node("Relu", List.of("c2"), List.of("r2"))
        .node("Conv", List.of("r2", "w3"), List.of("c3"), PADDED)
        .node("Add", List.of("r1", "c3"), List.of("s"))
        .node("GlobalAveragePool", List.of("s"), List.of("p"))
        .node("Flatten", List.of("p"), List.of("f"))
        .node("Gemm", List.of("f", "w4", "b4"), List.of("y"))
        .output("y", 1, 10);
  }

  private static final ai.onnx.proto.OnnxMl.AttributeProto PADDED =
      attribute("pads", List.of(1L, 1L, 1L, 1L));
  private static final CalibrationMethod MIN_MAX = CalibrationMethod.MIN_MAX;

  private Path quantize(Path fp32, StaticOptions options, CalibrationMethod method)
      throws Exception {
    return quantize(fp32, options, method, SeedImages.load());
  }

  private Path quantize(Path fp32, StaticOptions options, CalibrationMethod method, Dataset dataset)
      throws Exception {
    TensorSamples images =
        dataset.fittedTo(InputContract.of(OnnxHeader.read(fp32).inputs())).train();
    StaticModel prepared =
        StaticModel.prepare(
            Model.read(fp32),
            folder.resolve("prepared.onnx"),
            options,
            (model, values) ->
                new Calibration(method, 64, 42).measure(model, values, images, folder));
    StaticModel.Quantized quantized = prepared.quantize(NodeSelection.ALL, Set.of());
    decisions = quantized.nodes();
    Path int8 = folder.resolve("static.onnx");
    quantized.model().write(int8, ExternalData.WHEN_NEEDED);
    return int8;
  }

  private static Judgement compare(Path fp32, Path int8) throws Exception {
    return new Judge(SeedImages.fittedTo(fp32), InputContract.EMPTY, 1, line -> {})
        .compare(fp32, int8);
  }
}
