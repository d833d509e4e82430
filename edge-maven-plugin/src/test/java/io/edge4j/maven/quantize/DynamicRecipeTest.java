package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.body;
import static io.edge4j.maven.onnx.ModelFixture.header;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.ModelFixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One model for each trap that a quantizer can fall into, each compared with fp32. */
class DynamicRecipeTest {
  private static final String FUSED = "com.microsoft.DynamicQuantizeMatMul";
  private static final double CLOSE = 0.02;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "1, 1, 0, 0",
    "0.5, 2, 0, 0",
    "-1.5, 1, 0, 1",
    "1, 0, 0, 1",
    "2, -0.25, 1, 0",
    "1, 1, 1, 1"
  })
  void everyFormOfGemmIsFolded(float alpha, float beta, long transA, long transB) throws Exception {
    ModelFixture model =
        opset(13)
            .input("x", transA == 1 ? new long[] {64, 1} : new long[] {1, 64})
            .weight("w", transB == 1 ? new long[] {24, 64} : new long[] {64, 24})
            .weight("b", 24)
            .node(
                "Gemm",
                List.of("x", "w", "b"),
                List.of("y"),
                attribute("alpha", alpha),
                attribute("beta", beta),
                attribute("transA", transA),
                attribute("transB", transB))
            .output("y", 1, 24);

    quantize(model).quantized(1).isWithin(CLOSE).runs(FUSED, 1);
  }

  @ParameterizedTest
  @CsvSource({"1, 24", "4, 1", "4, 24", "1, 1"})
  void aBiasOfAnyShapeIsAdded(long rows, long columns) throws Exception {
    ModelFixture model =
        opset(13)
            .input("x", 4, 64)
            .weight("w", 64, 24)
            .weight("b", rows, columns)
            .node("Gemm", List.of("x", "w", "b"), List.of("y"), attribute("beta", 0.5f))
            .output("y", 4, 24);

    quantize(model).quantized(1).isWithin(CLOSE).runs(FUSED, 1);
  }

  @Test
  void aComputedBiasIsAddedAfterwards() throws Exception {
    ModelFixture model =
        opset(13)
            .input("x", 4, 64)
            .input("b", 24)
            .weight("w", 64, 24)
            .node("Gemm", List.of("x", "w", "b"), List.of("y"), attribute("beta", 3f))
            .output("y", 4, 24);

    quantize(model).quantized(1).isWithin(CLOSE).runs(FUSED, 1);
  }

  @Test
  void aBiasBeforeTheProductIsPutBehindIt() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 2, 5, 64)
            .weight("w", 64, 24)
            .weight("b", 24)
            .node("MatMul", List.of("x", "w"), List.of("p"))
            .node("Add", List.of("b", "p"), List.of("y"))
            .output("y", 2, 5, 24);

    Comparison found = quantize(model).quantized(1).isWithin(CLOSE).runs(FUSED, 1);

    assertThat(found.operators()).doesNotContainKey("Add");
  }

  @Test
  void productsOfOneInputShareItsQuantization() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 3, 64)
            .weight("w1", 64, 24)
            .weight("w2", 64, 24)
            .node("MatMul", List.of("x", "w1"), List.of("a"))
            .node("MatMul", List.of("x", "w2"), List.of("b"))
            .node("Mul", List.of("a", "b"), List.of("y"))
            .output("y", 3, 24);

    quantize(model)
        .quantized(2)
        .isWithin(CLOSE)
        .runs("DynamicQuantizeLinear", 1)
        .runs("com.microsoft.MatMulIntegerToFloat", 2)
        .fusedCompletely();
  }

  @Test
  void aWeightOfTwoReadersIsStoredOnce() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 3, 64)
            .weight("w", 64, 64)
            .weight("b", 64)
            .node("Gemm", List.of("x", "w", "b"), List.of("a"), attribute("transB", 1))
            .node("Relu", List.of("a"), List.of("r"))
            .node("Gemm", List.of("r", "w", "b"), List.of("y"), attribute("transB", 1))
            .output("y", 3, 64);

    Comparison found = quantize(model).quantized(2).isWithin(CLOSE).runs(FUSED, 2);

    assertThat(found.model().graph().initializers())
        .filteredOn(t -> t.elements() == 64 * 64)
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"10, true", "17, true", "17, false"})
  void weightsThatLieOnOneSideOfZeroGetZeroPoints(int version, boolean perChannel)
      throws Exception {
    Path fp32 = product(version, true).write(folder.resolve("skewed.onnx"));

    Comparison either = Comparison.of(fp32, folder, new DynamicOptions(perChannel, false));
    Comparison symmetric =
        Comparison.of(fp32, folder, new DynamicOptions(perChannel, false, false));

    assertThat(zeroPoints(either)).isNotEmpty();
    assertThat(zeroPoints(symmetric)).isEmpty();
    either.quantized(1).runs(FUSED, 1).isWithin(0.8 * symmetric.errors().get(0).relativeError());
  }

  @Test
  void weightsAroundZeroStaySymmetric() throws Exception {
    Path fp32 = product(17, false).write(folder.resolve("even.onnx"));

    assertThat(zeroPoints(Comparison.of(fp32, folder))).isEmpty();
  }

  @Test
  void aReducedRangeIsSymmetric() throws Exception {
    Path fp32 = product(17, true).write(folder.resolve("skewed.onnx"));

    assertThat(zeroPoints(Comparison.of(fp32, folder, new DynamicOptions(true, true)))).isEmpty();
  }

  /** One product, with weights of a normal distribution, or with their squares. */
  private static ModelFixture product(int version, boolean squared) {
    ModelFixture model = opset(version).input("x", 1, 1024).output("y", 1, 32);
    float[] weights = model.normal(1024, 32);
    for (int i = 0; squared && i < weights.length; i++) {
      weights[i] *= weights[i];
    }
    return model
        .initializer(tensor("w", weights, 1024, 32))
        .node("MatMul", List.of("x", "w"), List.of("y"));
  }

  /** Those that the product's weight has in the file. */
  private static List<String> zeroPoints(Comparison quantized) throws Exception {
    return quantized.model().graph().initializers().stream()
        .filter(tensor -> tensor.elementType() == DataType.INT8_VALUE && tensor.elements() < 1024)
        .map(tensor -> tensor.name())
        .toList();
  }

  @Test
  void aWeightWithAnotherReaderStaysForThatReader() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 3, 64)
            .weight("w", 64, 64)
            .node("MatMul", List.of("x", "w"), List.of("a"))
            .node("Add", List.of("a", "w_sum"), List.of("y"))
            .node(
                "ReduceMean",
                List.of("w"),
                List.of("w_sum"),
                attribute("axes", List.of(0L)),
                attribute("keepdims", 0))
            .output("y", 3, 64);

    Comparison found = quantize(model).quantized(1).isWithin(CLOSE).runs(FUSED, 1);

    assertThat(found.model().graph().initializer("w")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Constant", "Identity", "Transpose"})
  void weightsBehindOtherNodesAreFound(String in) throws Exception {
    ModelFixture model = opset(17).input("x", 3, 64).output("y", 3, 24);
    if (in.equals("Constant")) {
      model.constant("w", tensor("", model.normal(64, 24), 64, 24));
    } else if (in.equals("Identity")) {
      model.weight("v", 64, 24).node("Identity", List.of("v"), List.of("w"));
    } else {
      model
          .weight("v", 24, 64)
          .node("Transpose", List.of("v"), List.of("w"), attribute("perm", List.of(1L, 0L)));
    }
    model.node("MatMul", List.of("x", "w"), List.of("y"));

    Comparison found = quantize(model).quantized(1).isWithin(CLOSE).runs(FUSED, 1);

    assertThat(found.model().graph().initializers()).noneMatch(t -> t.isFloat() && t.rank() == 2);
    assertThat(found.model().graph().nodes()).noneMatch(node -> node.is(in));
  }

  @Test
  void staleValueInfoGoesWithWhatItDescribed() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 3, 64)
            .weight("w", 24, 64)
            .valueInfo("w", 24, 64)
            .valueInfo("h", 3, 24)
            .node("Gemm", List.of("x", "w"), List.of("h"), attribute("transB", 1))
            .node("Relu", List.of("h"), List.of("y"))
            .output("y", 3, 24);

    Comparison found = quantize(model).quantized(1).isWithin(CLOSE);

    assertThat(found.model().graph().valueInfo("w")).isNull();
    assertThat(found.model().graph().valueInfo("h")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 8, 9, 10, 11, 12, 13, 17, 20, 21})
  void everyOpsetFromSevenOnGetsFusedProducts(int version) throws Exception {
    ModelFixture model =
        opset(version)
            .input("x", 3, 64)
            .weight("w", 24, 64)
            .weight("b", 24)
            .weight("v", 24, 8)
            .node("Gemm", List.of("x", "w", "b"), List.of("h"), attribute("transB", 1))
            .node("Relu", List.of("h"), List.of("r"))
            .node("MatMul", List.of("r", "v"), List.of("y"))
            .output("y", 3, 8);
    if (version < 9) {
      model.input("w", 24, 64).input("b", 24).input("v", 24, 8);
    }

    quantize(model).quantized(2).isWithin(CLOSE).runs(FUSED, 2);
  }

  @Test
  void aDefaultThatCallersMayReplaceIsNotFrozen() throws Exception {
    ModelFixture model =
        opset(13)
            .input("x", 3, 64)
            .input("w", 64, 24)
            .weight("w", 64, 24)
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .output("y", 3, 24);

    assertThat(quantize(model).quantized(0).reason("y")).contains("also a graph input");
  }

  @Test
  void weightsInsideBranchesAreQuantizedThereAndThoseAroundThemAreSeen() throws Exception {
    ModelFixture yes =
        body("yes")
            .weight("inner", 64, 24)
            .node("MatMul", List.of("x", "inner"), List.of("yes_y"))
            .output("yes_y", 3, 24);
    ModelFixture no =
        body("no").node("MatMul", List.of("x", "outer"), List.of("no_y")).output("no_y", 3, 24);
    ModelFixture model =
        opset(17)
            .input("x", 3, 64)
            .typedInput("which", DataType.BOOL_VALUE)
            .weight("outer", 64, 24)
            .node(
                "If",
                List.of("which"),
                List.of("y"),
                attribute("then_branch", yes),
                attribute("else_branch", no))
            .output("y", 3, 24);

    Comparison found = quantize(model).quantized(2).isWithin(CLOSE);

    assertThat(found.model().graph().initializer("outer")).isNull();
    assertThat(found.model().graph().initializer("outer_q")).isNotNull();
  }

  @Test
  void namesThatAreTakenAreNotUsedAgain() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x_q", 3, 64)
            .weight("w", 64, 24)
            .weight("w_q", 24)
            .weight("acc", 24)
            .node("MatMul", List.of("x_q", "w"), List.of("mul"))
            .node("Add", List.of("mul", "w_q"), List.of("scale"))
            .node("Add", List.of("scale", "acc"), List.of("x_scale"))
            .output("x_scale", 3, 24);

    quantize(model).quantized(1).isWithin(CLOSE).runs(FUSED, 1);
  }

  @Test
  void nodesOutOfOrderAreTakenInTheOrderInWhichTheyRun() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 3, 64)
            .weight("w", 64, 64)
            .weight("v", 64, 24)
            .node("MatMul", List.of("r", "v"), List.of("y"))
            .node("Relu", List.of("h"), List.of("r"))
            .node("MatMul", List.of("x", "w"), List.of("h"))
            .output("y", 3, 24);

    quantize(model).quantized(2).isWithin(CLOSE).runs(FUSED, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void weightsThatAreNoMatrixGetOneScale(int rank) throws Exception {
    long[] dims = rank == 1 ? new long[] {64} : new long[] {2, 64, 24};
    ModelFixture model =
        opset(17)
            .input("x", 2, 3, 64)
            .weight("w", dims)
            .node("MatMul", List.of("x", "w"), List.of("y"));
    model = rank == 1 ? model.output("y", 2, 3) : model.output("y", 2, 3, 24);

    quantize(model).quantized(1).isWithin(CLOSE).fusedCompletely();
  }

  @ParameterizedTest
  @ValueSource(ints = {DataType.FLOAT16_VALUE, DataType.DOUBLE_VALUE})
  void weightsOfOtherTypesPassThroughWithTheReason(int type) throws Exception {
    long bytes = 64L * 24 * (type == DataType.DOUBLE_VALUE ? 8 : 2);
    ModelFixture model =
        opset(17)
            .typedInput("x", type, 3, 64)
            .initializer(
                header("w", type, 64, 24)
                    .setRawData(com.google.protobuf.ByteString.copyFrom(new byte[(int) bytes]))
                    .build())
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .typedOutput("y", type, 3, 24);
    Path fp32 = model.write(folder.resolve("other.onnx"));

    io.edge4j.maven.onnx.Model read = io.edge4j.maven.onnx.Model.read(fp32);
    List<NodeDecision> nodes = DynamicallyQuantized.apply(DynamicOptions.DEFAULT, read);

    assertThat(nodes)
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.outcome()).isEqualTo(NodeDecision.Outcome.SKIPPED);
              assertThat(node.detail()).contains("only float32 weights");
            });
  }

  @Test
  void weightsThatAreNotFiniteStay() throws Exception {
    ModelFixture model = opset(17).input("x", 3, 4).output("y", 3, 2);
    float[] values = model.normal(4, 2);
    values[3] = Float.NaN;
    model.initializer(tensor("w", values, 4, 2)).node("MatMul", List.of("x", "w"), List.of("y"));
    Path fp32 = model.write(folder.resolve("nan.onnx"));

    io.edge4j.maven.onnx.Model read = io.edge4j.maven.onnx.Model.read(fp32);

    assertThat(DynamicallyQuantized.apply(DynamicOptions.DEFAULT, read))
        .singleElement()
        .extracting(NodeDecision::detail)
        .asString()
        .contains("not finite");
  }

  @Test
  void aReducedRangeKeepsWeightsWithinSixtyFour() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 3, 64)
            .weight("w", 64, 24)
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .output("y", 3, 24);
    Path fp32 = model.write(folder.resolve("fp32.onnx"));

    Comparison found = Comparison.of(fp32, folder, new DynamicOptions(true, true));

    found.quantized(1).isWithin(CLOSE);
    for (byte weight : found.model().graph().initializer("w_q").data().toByteArray()) {
      assertThat(weight).isBetween((byte) -64, (byte) 64);
    }
  }

  private Comparison quantize(ModelFixture model) throws Exception {
    return Comparison.of(model.write(folder.resolve("fp32.onnx")), folder);
  }
}
