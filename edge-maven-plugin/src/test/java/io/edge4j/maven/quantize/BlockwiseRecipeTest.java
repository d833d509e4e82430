package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.body;
import static io.edge4j.maven.onnx.ModelFixture.header;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.session.OrtModel;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What recipe blockwise writes, each compared with fp32. */
class BlockwiseRecipeTest {
  private static final String BLOCKS = "com.microsoft.MatMulNBits";
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
            .input("x", transA == 1 ? new long[] {200, 3} : new long[] {3, 200})
            .weight("w", transB == 1 ? new long[] {24, 200} : new long[] {200, 24})
            .weight("b", 24)
            .node(
                "Gemm",
                List.of("x", "w", "b"),
                List.of("y"),
                attribute("alpha", alpha),
                attribute("beta", beta),
                attribute("transA", transA),
                attribute("transB", transB))
            .output("y", 3, 24);

    Comparison found = quantize(model).quantized(1).isWithin(CLOSE).runs(BLOCKS, 1);

    assertThat(found.operators()).doesNotContainKeys("Gemm", "Add", "MatMul");
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

    quantize(model).quantized(1).isWithin(CLOSE).runs(BLOCKS, 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBiasThatIsAddedToAProductIsPartOfIt(boolean before) throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 2, 5, 64)
            .weight("w", 64, 24)
            .weight("b", 24)
            .node("MatMul", List.of("x", "w"), List.of("p"))
            .node("Add", before ? List.of("b", "p") : List.of("p", "b"), List.of("y"))
            .output("y", 2, 5, 24);

    Comparison found = quantize(model).quantized(1).isWithin(CLOSE).runs(BLOCKS, 1);

    assertThat(found.operators()).doesNotContainKey("Add");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 17, 100, 127, 128, 129, 300})
  void rowsOfAnyLengthAreCutIntoBlocks(int length) throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 2, length)
            .weight("w", length, 80)
            .weight("v", 80, length)
            .node("MatMul", List.of("x", "w"), List.of("h"))
            .node("Gemm", List.of("h", "v"), List.of("y"))
            .output("y", 2, length);

    quantize(model).quantized(2).isWithin(CLOSE).runs(BLOCKS, 2);
  }

  @Test
  void aVectorIsAProductOfOneRow() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 64)
            .weight("w", 64, 24)
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .output("y", 24);

    quantize(model).quantized(1).isWithin(CLOSE).runs(BLOCKS, 1);
  }

  @Test
  void rowsShorterThanABlockGetAShorterOne() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 2, 30)
            .weight("w", 30, 80)
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .output("y", 2, 80);

    Comparison found = quantize(model).quantized(1).isWithin(CLOSE);

    assertThat(product(found).integer("block_size", 0)).isEqualTo(32);
    assertThat(product(found).integer("accuracy_level", 0)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"4, 400", "60, 16"})
  void whatWouldHardlyBecomeSmallerStays(long inputs, long outputs) throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 2, inputs)
            .weight("w", inputs, outputs)
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .output("y", 2, outputs);

    assertThat(quantize(model).quantized(0).reason("y")).contains("too small");
  }

  @Test
  void codesAreThoseOfOnnxRuntimesTool() throws Exception {
    float[] values = new float[64 * 16];
    values[0] = -1.28f; // the largest of its block: code 0
    values[1] = 1.28f; // would be 256
    values[2] = 0.634f;
    values[16] = 2.56f; // a positive one makes the scale negative
    values[17] = -0.055f;
    ModelFixture model =
        opset(17)
            .input("x", 2, 16)
            .initializer(tensor("w", values, 64, 16))
            .node("Gemm", List.of("x", "w"), List.of("y"), attribute("transB", 1))
            .output("y", 2, 64);

    Comparison found = quantize(model).quantized(1);

    byte[] codes = initializer(found, "w_q").data().toByteArray();
    assertThat(codes[0]).isEqualTo((byte) 0);
    assertThat(codes[1]).isEqualTo((byte) 255);
    assertThat(codes[2]).isEqualTo((byte) (128 + 63));
    assertThat(codes[3]).isEqualTo((byte) 128);
    assertThat(codes[16]).isEqualTo((byte) 0);
    assertThat(codes[17]).isEqualTo((byte) (128 + 3));
    assertThat(initializer(found, "w_q_scales").floats()).startsWith(0.01f, -0.02f).endsWith(1f);
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

    Comparison found = quantize(model).quantized(2).isWithin(CLOSE).runs(BLOCKS, 2);

    assertThat(found.model().graph().initializers())
        .filteredOn(t -> t.elementType() == DataType.UINT8_VALUE)
        .hasSize(1);
    assertThat(found.model().graph().initializers()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"128, 8, 8", "64, 8, 21", "32, 4, 17"})
  void anEmbeddingTiedToTheOutputIsStoredOnce(int blockSize, int bits, int version)
      throws Exception {
    Path fp32 =
        opset(version)
            .typedInput("ids", DataType.INT64_VALUE, 2, 7)
            .weight("table", 60, 128)
            .node("Gather", List.of("table", "ids"), List.of("e"))
            .node("Relu", List.of("e"), List.of("r"))
            .node("Transpose", List.of("table"), List.of("t"), attribute("perm", List.of(1L, 0L)))
            .node("MatMul", List.of("r", "t"), List.of("y"))
            .output("y", 2, 7, 60)
            .write(folder.resolve("tied.onnx"));

    Comparison found = quantize(fp32, new BlockwiseOptions(blockSize, bits));

    found.quantized(2).isWithin(bits == 8 ? CLOSE : 0.2).runs(BLOCKS, 1);
    assertThat(found.model().graph().initializers())
        .filteredOn(t -> t.elements() >= 60 * 64)
        .singleElement()
        .extracting(Initializer::elementType)
        .isEqualTo(DataType.UINT8_VALUE);
  }

  @Test
  void rowsFromTheEndOfATiedTableAreFound() throws Exception {
    Path fp32 =
        opset(17)
            .typedInput("ids", DataType.INT64_VALUE, 2)
            .weight("table", 60, 64)
            .node("Gather", List.of("table", "ids"), List.of("e"))
            .node("Gemm", List.of("e", "table"), List.of("y"), attribute("transB", 1))
            .output("y", 2, 60)
            .write(folder.resolve("tied.onnx"));
    Path blocks = quantize(fp32, BlockwiseOptions.DEFAULT).quantized(2).int8();

    try (OrtModel model = OrtModel.open(blocks, 1);
        OnnxTensor ids =
            OnnxTensor.createTensor(
                model.environment(), LongBuffer.wrap(new long[] {-1, 59}), new long[] {2})) {
      float[] y = model.runForFloats(Map.of("ids", ids)).get("y");
      assertThat(java.util.Arrays.copyOf(y, 60))
          .isEqualTo(java.util.Arrays.copyOfRange(y, 60, 120));
    }
  }

  @Test
  void aTableWhoseLayoutDoesNotFitIsStoredTwice() throws Exception {
    Path fp32 =
        opset(17)
            .typedInput("ids", DataType.INT64_VALUE, 3)
            .weight("table", 40, 40)
            .node("Gather", List.of("table", "ids"), List.of("e"))
            .node("MatMul", List.of("e", "table"), List.of("y"))
            .output("y", 3, 40)
            .write(folder.resolve("shared.onnx"));

    quantize(fp32, BlockwiseOptions.DEFAULT)
        .quantized(2)
        .isWithin(CLOSE)
        .runs(BLOCKS, 1)
        .isSmallerThan(fp32, 0.8);
  }

  @Test
  void aTableBesideAProductThatStaysIsLeftToIt() throws Exception {
    Path fp32 =
        opset(17)
            .typedInput("ids", DataType.INT64_VALUE, 3)
            .weight("table", 500, 4)
            .node("Gather", List.of("table", "ids"), List.of("e"))
            .node("Gemm", List.of("e", "table"), List.of("y"), attribute("transB", 1))
            .output("y", 3, 500)
            .write(folder.resolve("thin.onnx"));

    Comparison found = quantize(fp32, BlockwiseOptions.DEFAULT).quantized(0);

    assertThat(found.reason("e")).contains("needs floats");
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

    Comparison found = quantize(model).quantized(1).isWithin(CLOSE).runs(BLOCKS, 1);

    assertThat(found.model().graph().initializers())
        .noneMatch(t -> t.isFloat() && t.elements() == 64 * 24);
    assertThat(found.model().graph().nodes()).noneMatch(node -> node.is(in));
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 8, 9, 10, 11, 12, 13, 17, 20, 21})
  void everyOpsetFromSevenOnGetsBlocks(int version) throws Exception {
    ModelFixture model =
        opset(version)
            .input("x", 3, 64)
            .weight("w", 48, 64)
            .weight("b", 48)
            .weight("v", 48, 32)
            .node("Gemm", List.of("x", "w", "b"), List.of("h"), attribute("transB", 1))
            .node("Relu", List.of("h"), List.of("r"))
            .node("MatMul", List.of("r", "v"), List.of("y"))
            .output("y", 3, 32);
    if (version < 9) {
      model.input("w", 48, 64).input("b", 48).input("v", 48, 32);
    }

    quantize(model).quantized(2).isWithin(CLOSE).runs(BLOCKS, 2);
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

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void weightsThatAreNoMatrixStay(int rank) throws Exception {
    long[] dims = rank == 1 ? new long[] {64} : new long[] {2, 64, 24};
    ModelFixture model =
        opset(17)
            .input("x", 2, 3, 64)
            .weight("w", dims)
            .node("MatMul", List.of("x", "w"), List.of("y"));
    model = rank == 1 ? model.output("y", 2, 3) : model.output("y", 2, 3, 24);

    assertThat(quantize(model).quantized(0).reason("y")).contains("dimensions, not 2");
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

    assertThat(decisions(model)).singleElement().asString().contains("only float32 weights");
  }

  @Test
  void weightsThatAreNotFiniteStay() throws Exception {
    ModelFixture model = opset(17).input("x", 3, 64).output("y", 3, 24);
    float[] values = model.normal(64, 24);
    values[300] = Float.NaN;
    model.initializer(tensor("w", values, 64, 24)).node("MatMul", List.of("x", "w"), List.of("y"));

    assertThat(decisions(model)).singleElement().asString().contains("not finite");
  }

  @Test
  void whatWouldCoupleTheRowsOfABatchStaysFp32() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 6, 2, 24)
            .weight("w", 1, 128, 24)
            .weight("r", 1, 128, 32)
            .node("LSTM", List.of("x", "w", "r"), List.of("y"), attribute("hidden_size", 32))
            .output("y", 6, 1, 2, 32);

    assertThat(decisions(model)).singleElement().asString().contains("one scale for a whole batch");
  }

  @Test
  void fourBitsAreAnEighthOfTheSize() throws Exception {
    Path fp32 =
        opset(17)
            .input("x", 4, 256)
            .weight("w", 256, 128)
            .node("MatMul", List.of("x", "w"), List.of("y"))
            .output("y", 4, 128)
            .write(folder.resolve("fp32.onnx"));

    quantize(fp32, new BlockwiseOptions(128, 4))
        .quantized(1)
        .isWithin(0.12)
        .runs(BLOCKS, 1)
        .isSmallerThan(fp32, 0.14);
  }

  @Test
  void scalesOfFourBitsAreChosenByTheErrorOfTheirBlock() throws Exception {
    ModelFixture model = opset(17).input("x", 4, 32).output("y", 4, 64);
    float[] weight = model.normal(64, 32);
    model
        .initializer(tensor("w", weight, 64, 32))
        .node("Gemm", List.of("x", "w"), List.of("y"), attribute("transB", 1));

    Comparison found =
        quantize(model.write(folder.resolve("fp32.onnx")), new BlockwiseOptions(32, 4));

    float[] scales = initializer(found, "w_q_scales").floats();
    byte[] codes = initializer(found, "w_q").data().toByteArray();
    double stored = 0;
    double fitting = 0;
    for (int row = 0; row < 64; row++) {
      float[] block = java.util.Arrays.copyOfRange(weight, row * 32, (row + 1) * 32);
      float fits = fitting(block);
      for (int i = 0; i < 32; i++) {
        int code = (codes[row * 16 + i / 2] >> (4 * (i % 2))) & 15;
        stored += square(block[i] - (code - 8) * scales[row]);
        fitting += square(block[i] - Math.min(7, Math.rint(block[i] / fits)) * fits);
      }
    }
    assertThat(Math.sqrt(stored / fitting)).isLessThan(0.97);
  }

  /** The scale with which the value of largest magnitude is exact. */
  private static float fitting(float[] block) {
    float extreme = 0;
    for (float value : block) {
      extreme = Math.abs(value) > Math.abs(extreme) ? value : extreme;
    }
    return extreme / -8;
  }

  private static double square(double value) {
    return value * value;
  }

  private static Node product(Comparison found) throws Exception {
    return found.model().graph().nodes().stream()
        .filter(node -> node.opType().equals("MatMulNBits"))
        .findFirst()
        .orElseThrow();
  }

  private static Initializer initializer(Comparison found, String name) throws Exception {
    return java.util.Objects.requireNonNull(found.model().graph().initializer(name), name);
  }

  private List<String> decisions(ModelFixture model) throws Exception {
    Path fp32 = model.write(folder.resolve("stays.onnx"));
    io.edge4j.maven.onnx.Model read = io.edge4j.maven.onnx.Model.read(fp32);
    return apply(BlockwiseOptions.DEFAULT, read).stream()
        .filter(node -> node.outcome() == NodeDecision.Outcome.SKIPPED)
        .map(NodeDecision::detail)
        .toList();
  }

  private static List<NodeDecision> apply(
      BlockwiseOptions options, io.edge4j.maven.onnx.Model model) throws Exception {
    return new BlockwiseRecipe(options, DynamicOptions.DEFAULT)
        .apply(model, new SelectedNodes(model, NodeSelection.ALL));
  }

  private Comparison quantize(ModelFixture model) throws Exception {
    return quantize(model.write(folder.resolve("fp32.onnx")), BlockwiseOptions.DEFAULT);
  }

  private Comparison quantize(Path fp32, BlockwiseOptions options) throws Exception {
    return Comparison.of(fp32, folder, model -> apply(options, model));
  }
}
