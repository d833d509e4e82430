package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.InputContract;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of LSTMs and embeddings, shared ones, and those in places where no recipe reaches. */
class DynamicWeightsTest {
  private static final double CLOSE = 0.02;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"forward, true", "reverse, true", "bidirectional, true", "bidirectional, false"})
  void lstmsRunInIntegers(String direction, boolean perChannel) throws Exception {
    Path fp32 = lstm(direction).write(folder.resolve("lstm.onnx"));

    Comparison.of(fp32, folder, new DynamicOptions(perChannel, false))
        .quantized(1)
        .isWithin(CLOSE)
        .runs("com.microsoft.DynamicQuantizeLSTM", 1)
        .isSmallerThan(fp32, 0.4);
  }

  @Test
  void anLstmWhoseBatchComesFirstStays() throws Exception {
    ModelFixture model =
        opset(17)
            .input("x", 2, 5, 8)
            .weight("w", 1, 64, 8)
            .weight("r", 1, 64, 16)
            .node(
                "LSTM",
                List.of("x", "w", "r"),
                List.of("y"),
                attribute("hidden_size", 16),
                attribute("layout", 1))
            .output("y", 2, 5, 1, 16);
    io.edge4j.maven.onnx.Model read =
        io.edge4j.maven.onnx.Model.read(model.write(folder.resolve("layout.onnx")));

    assertThat(DynamicallyQuantized.apply(DynamicOptions.DEFAULT, read))
        .singleElement()
        .extracting(NodeDecision::detail)
        .asString()
        .contains("layout");
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 11, 17})
  void rowsOfAnEmbeddingAreLookedUpInIntegers(int version) throws Exception {
    Path fp32 =
        opset(version)
            .typedInput("ids", DataType.INT64_VALUE, 2, 7)
            .input("table", 50, 32)
            .weight("table", 50, 32)
            .irVersion(3)
            .node("Gather", List.of("table", "ids"), List.of("y"))
            .output("y", 2, 7, 32)
            .write(folder.resolve("embedding.onnx"));

    Comparison.of(fp32, folder).quantized(1).isWithin(CLOSE).isSmallerThan(fp32, 0.5);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEmbeddingTiedToTheOutputIsStoredOnce(boolean perChannel) throws Exception {
    Path fp32 =
        opset(17)
            .typedInput("ids", DataType.INT64_VALUE, 2, 7)
            .weight("table", 60, 32)
            .node("Gather", List.of("table", "ids"), List.of("e"))
            .node("Relu", List.of("e"), List.of("r"))
            .node("Transpose", List.of("table"), List.of("t"), attribute("perm", List.of(1L, 0L)))
            .node("MatMul", List.of("r", "t"), List.of("y"))
            .output("y", 2, 7, 60)
            .write(folder.resolve("tied.onnx"));

    Comparison found = Comparison.of(fp32, folder, new DynamicOptions(perChannel, false));

    found.quantized(2).isWithin(CLOSE).fusedCompletely();
    assertThat(found.model().graph().initializers())
        .filteredOn(t -> t.rank() == 2 && t.elements() == 60 * 32)
        .singleElement()
        .extracting(t -> t.elementType())
        .isEqualTo(DataType.INT8_VALUE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsOnOneSideOfZeroGetZeroPoints(boolean perChannel) throws Exception {
    ModelFixture model = opset(17).typedInput("ids", DataType.INT64_VALUE, 2, 7);
    float[] values = model.normal(50, 32);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.abs(values[i]) + 0.02f;
    }
    Path fp32 =
        model
            .initializer(tensor("table", values, 50, 32))
            .node("Gather", List.of("table", "ids"), List.of("y"))
            .output("y", 2, 7, 32)
            .write(folder.resolve("one-sided.onnx"));

    double symmetric = error(fp32, new DynamicOptions(perChannel, false, false));
    double shifted = error(fp32, new DynamicOptions(perChannel, false));

    assertThat(shifted).isLessThan(0.6 * symmetric);
  }

  @Test
  void inputsOfOneSignGainByBalancedSums() throws Exception {
    Path fp32 =
        opset(17)
            .input("x", 1, 256)
            .weight("w", 256, 40)
            .node("Sigmoid", List.of("x"), List.of("s"))
            .node("MatMul", List.of("s", "w"), List.of("y"))
            .output("y", 1, 40)
            .write(folder.resolve("sigmoid.onnx"));

    double nearest = error(fp32, new DynamicOptions(true, false, false));
    double balanced = error(fp32, DynamicOptions.DEFAULT);

    assertThat(balanced).isLessThan(0.8 * nearest);
  }

  private double error(Path fp32, DynamicOptions options) throws Exception {
    return Objects.requireNonNull(
        Comparison.of(fp32, folder, options).errors().get(0).relativeError());
  }

  @Test
  void aTableThatAProductReadsAsItIsStoredIsStoredOnce() throws Exception {
    Path fp32 =
        opset(17)
            .typedInput("ids", DataType.INT64_VALUE, 3)
            .weight("table", 40, 40)
            .node("Gather", List.of("table", "ids"), List.of("e"))
            .node("MatMul", List.of("e", "table"), List.of("y"))
            .output("y", 3, 40)
            .write(folder.resolve("shared.onnx"));

    Comparison found = Comparison.of(fp32, folder).quantized(2).isWithin(CLOSE).fusedCompletely();

    assertThat(found.model().graph().initializers())
        .filteredOn(t -> t.elements() == 40 * 40)
        .hasSize(1);
  }

  @Test
  void aTableThatSomebodyElseNeedsInFloatsStays() throws Exception {
    Path fp32 =
        opset(17)
            .typedInput("ids", DataType.INT64_VALUE, 3)
            .weight("table", 40, 40)
            .node("Gather", List.of("table", "ids"), List.of("e"))
            .node("Abs", List.of("table"), List.of("a"))
            .node("MatMul", List.of("e", "a"), List.of("y"))
            .output("y", 3, 40)
            .write(folder.resolve("needed.onnx"));

    assertThat(Comparison.of(fp32, folder).reason("e")).contains("needs floats");
  }

  @Test
  void aWeightOfThreeDimensionsBehindATransposeIsFound() throws Exception {
    Path fp32 =
        opset(17)
            .input("x", 2, 3, 64)
            .weight("w", 2, 24, 64)
            .node("Transpose", List.of("w"), List.of("t"), attribute("perm", List.of(0L, 2L, 1L)))
            .node("MatMul", List.of("x", "t"), List.of("y"))
            .output("y", 2, 3, 24)
            .write(folder.resolve("three.onnx"));

    Comparison.of(fp32, folder)
        .quantized(1)
        .isWithin(CLOSE)
        .fusedCompletely()
        .isSmallerThan(fp32, 0.4);
  }

  @Test
  void functionsStayFp32AndTheirExternalDataComesAlong() throws Exception {
    Files.write(folder.resolve("weights.bin"), bytes(64 * 24));
    TensorProto external =
        ModelFixture.header("", DataType.FLOAT_VALUE, 64, 24)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue("weights.bin"))
            .build();
    FunctionProto product =
        FunctionProto.newBuilder()
            .setName("Product")
            .setDomain("local")
            .addInput("a")
            .addOutput("b")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
            .addNode(
                ModelFixture.nodeProto(
                    "", "Constant", List.of(), List.of("w"), attribute("value", external)))
            .addNode(ModelFixture.nodeProto("", "MatMul", List.of("a", "w"), List.of("b")))
            .build();
    Path fp32 =
        opset(17)
            .imports("local", 1)
            .function(product)
            .input("x", 3, 64)
            .node("local", "Product", List.of("x"), List.of("y"))
            .output("y", 3, 24)
            .write(folder.resolve("function.onnx"));

    io.edge4j.maven.onnx.Model read = io.edge4j.maven.onnx.Model.read(fp32);
    List<NodeDecision> nodes = DynamicallyQuantized.apply(DynamicOptions.DEFAULT, read);
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere")).resolve("int8.onnx");
    read.write(elsewhere, io.edge4j.maven.onnx.ExternalData.WHEN_NEEDED);

    assertThat(nodes)
        .singleElement()
        .extracting(NodeDecision::detail)
        .asString()
        .contains("local function");
    try (OrtModel model = OrtModel.open(elsewhere, 1)) {
      assertThat(new RandomJudge(InputContract.of(model.inputs())).reference(model, 1).outputs())
          .hasSize(1);
    }
  }

  private static ModelFixture lstm(String direction) {
    long directions = direction.equals("bidirectional") ? 2 : 1;
    ModelFixture model = opset(17).input("x", 6, 2, 24);
    return model
        .initializer(gates(model, "w", directions, 128, 24))
        .initializer(gates(model, "r", directions, 128, 32))
        .initializer(gates(model, "b", directions, 256))
        .node(
            "LSTM",
            List.of("x", "w", "r", "b"),
            List.of("y", "h", "c"),
            attribute("hidden_size", 32),
            attribute("direction", direction))
        .output("y", 6, directions, 2, 32)
        .output("h", directions, 2, 32)
        .output("c", directions, 2, 32);
  }

  /** As small as frameworks start them, so that the gates do not saturate. */
  private static TensorProto gates(ModelFixture model, String name, long... dims) {
    float[] values = model.normal(dims);
    for (int i = 0; i < values.length; i++) {
      values[i] *= 0.18f;
    }
    return tensor(name, values, dims);
  }

  private static byte[] bytes(int floats) {
    ByteBuffer bytes = ByteBuffer.allocate(floats * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(opset(17).normal(floats));
    return bytes.array();
  }
}
