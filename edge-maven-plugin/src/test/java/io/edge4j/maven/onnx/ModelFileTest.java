package io.edge4j.maven.onnx;

import static io.edge4j.maven.onnx.ModelFixture.nodeProto;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes in comes out: in one file, or with the weights beside it. */
class ModelFileTest {
  @TempDir Path folder;

  @Test
  void aModelComesOutAsItWentIn() throws Exception {
    ModelProto original = withFunction().proto();
    Path file = Files.write(folder.resolve("in.onnx"), original.toByteArray());

    Path copy = folder.resolve("out.onnx");
    Model.read(file).write(copy, ExternalData.WHEN_NEEDED);

    assertThat(ModelProto.parseFrom(Files.readAllBytes(copy))).isEqualTo(original);
  }

  @Test
  void weightsBesideTheModelAreAlignedAndTheSame() throws Exception {
    Path file = withFunction().write(folder.resolve("in.onnx"));
    Path copy = folder.resolve("out.onnx");

    Model.read(file).write(copy, ExternalData.BESIDE);

    TensorProto weight =
        ModelProto.parseFrom(Files.readAllBytes(copy)).getGraph().getInitializer(1);
    assertThat(weight.getDataLocation()).isEqualTo(TensorProto.DataLocation.EXTERNAL);
    assertThat(weight.getExternalData(0).getValue()).isEqualTo("out.onnx.data");
    assertThat(Long.parseLong(weight.getExternalData(1).getValue()) % 4096).isZero();
    assertThat(Model.read(copy).graph().initializer("v").floats())
        .isEqualTo(Model.read(file).graph().initializer("v").floats());
  }

  @Test
  void typedAndRawDataReadTheSame() throws Exception {
    TensorProto.Builder typed = ModelFixture.header("typed", TensorProto.DataType.FLOAT_VALUE, 400);
    float[] values = new float[400];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 3f;
      typed.addFloatData(values[i]);
    }
    Path file =
        opset(17)
            .initializer(typed.build())
            .initializer(ModelFixture.tensor("raw", values, 400))
            .output("raw", 400)
            .write(folder.resolve("typed.onnx"));

    Graph graph = Model.read(file).graph();

    assertThat(graph.initializer("typed").floats()).isEqualTo(values);
    assertThat(graph.initializer("raw").floats()).isEqualTo(values);
  }

  private static ModelFixture withFunction() {
    FunctionProto twice =
        FunctionProto.newBuilder()
            .setDomain("own")
            .setName("Twice")
            .addInput("a")
            .addOutput("b")
            .addNode(nodeProto("", "Add", List.of("a", "a"), List.of("b")))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .build();
    return opset(17)
        .imports("own", 1)
        .input("x", 2, 40)
        .weight("w", 40, 40)
        .weight("v", 40, 20)
        .valueInfo("h", 2, 40)
        .node("MatMul", List.of("x", "w"), List.of("h"))
        .node("own", "Twice", List.of("h"), List.of("t"))
        .node("MatMul", List.of("t", "v"), List.of("y"))
        .output("y", 2, 20)
        .function(twice);
  }
}
