package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.longs;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.quantize.weight.FoldedWeights;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that an exporter cuts and joins in the graph. */
class FoldedWeightsTest {
  private static final int HIDDEN = 32;
  private static final int GATES = 4 * HIDDEN;

  @TempDir Path folder;

  @Test
  void gatesThatAreCutAndJoinedInTheGraphAreQuantized() throws Exception {
    Path fp32 = model("w").write(folder.resolve("gates.onnx"));
    Model model = Model.read(fp32);

    FoldedWeights.fold(model, folder);

    assertThat(model.graph().nodes()).extracting(Node::opType).containsExactly("LSTM", "Relu");
    assertThat(model.graph().initializer("w")).isNull();
    Path folded = folder.resolve("folded.onnx");
    model.write(folded, ExternalData.WHEN_NEEDED);
    try (OrtModel before = OrtModel.open(fp32, 1);
        OrtModel after = OrtModel.open(folded, 1)) {
      assertThat(
              Comparison.onRandomInputs(before, after).differences().relativeError().orElseThrow())
          .isZero();
    }
    Comparison.of(folded, folder)
        .quantized(1)
        .isWithin(0.02)
        .runs("com.microsoft.DynamicQuantizeLSTM", 1)
        .isSmallerThan(fp32, 0.4);
  }

  @Test
  void weightsOfAnotherTypeStayAsTheyAre() throws Exception {
    TensorProto half =
        TensorProto.newBuilder()
            .setName("half")
            .addAllDims(List.of((long) GATES, 24L))
            .setDataType(DataType.FLOAT16_VALUE)
            .setRawData(ByteString.copyFrom(new byte[GATES * 24 * 2]))
            .build();
    Path fp16 = model("half").initializer(half).write(folder.resolve("half.onnx"));
    Model model = Model.read(fp16);

    FoldedWeights.fold(model, folder);

    assertThat(model.graph().nodes()).extracting(Node::opType).contains("Slice", "Concat");
  }

  @Test
  void whatFollowsAnInputStaysWhereItIs() throws Exception {
    Path fp32 = model("given").input("given", GATES, 24).write(folder.resolve("given.onnx"));
    Model model = Model.read(fp32);

    FoldedWeights.fold(model, folder);

    assertThat(model.graph().nodes())
        .extracting(Node::opType)
        .containsExactly("Slice", "Slice", "Slice", "Concat", "Unsqueeze", "LSTM", "Relu");
  }

  @Test
  void weightsThatSomebodyElseReadsStayStored() throws Exception {
    Path fp32 = model("w").output("w", GATES, 24).write(folder.resolve("shared.onnx"));
    Model model = Model.read(fp32);

    FoldedWeights.fold(model, folder);

    assertThat(model.graph().initializer("w")).isNotNull();
    Comparison.of(written(model), folder).quantized(1);
  }

  private Path written(Model model) throws Exception {
    Path file = folder.resolve("written.onnx");
    model.write(file, ExternalData.WHEN_NEEDED);
    return file;
  }

  /** An LSTM with the gates of PyTorch, input, forget, cell, output, in ONNX's order. */
  private static ModelFixture model(String inputWeights) {
    ModelFixture model =
        opset(17)
            .input("x", 6, 2, 24)
            .weight("w", GATES, 24)
            .weight("r", GATES, HIDDEN)
            .initializer(longs("0", new long[] {0}, 1))
            .initializer(longs("32", new long[] {HIDDEN}, 1))
            .initializer(longs("96", new long[] {3 * HIDDEN}, 1))
            .initializer(longs("128", new long[] {GATES}, 1));
    return model
        .node("Slice", List.of(inputWeights, "0", "32", "0"), List.of("in"))
        .node("Slice", List.of(inputWeights, "32", "96", "0"), List.of("middle"))
        .node("Slice", List.of(inputWeights, "96", "128", "0"), List.of("out"))
        .node("Concat", List.of("in", "out", "middle"), List.of("all"), attribute("axis", 0))
        .node("Unsqueeze", List.of("all", "0"), List.of("gates"))
        .node("Identity", List.of("r"), List.of("states"))
        .node("Reshape", List.of("states", "shape"), List.of("reshaped"))
        .initializer(longs("shape", new long[] {1, GATES, HIDDEN}, 3))
        .node(
            "LSTM",
            List.of("x", "gates", "reshaped"),
            List.of("", "h"),
            attribute("hidden_size", HIDDEN))
        .node("Relu", List.of("h"), List.of("y"))
        .output("y", 1, 2, HIDDEN);
  }
}
