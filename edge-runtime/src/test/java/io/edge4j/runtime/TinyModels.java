package io.edge4j.runtime;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Map;

/** ONNX models of one or two nodes, each for one question. */
public final class TinyModels {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private TinyModels() {}

  /** Gives back its one input, with a free first axis; {@code edge.*} entries as given. */
  public static byte[] identity(
      TensorProto.DataType type, List<Long> sample, Map<String, String> meta) {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("identity")
            .addInput(value("x", type, sample))
            .addOutput(value("y", type, sample))
            .addNode(node("Identity", List.of("x"), "y"))
            .build();
    return model(graph, meta);
  }

  /** {@code sum = a + b}, {@code difference = a - b}, for float vectors with a free length. */
  static byte[] sumAndDifference() {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("sum-and-difference")
            .addInput(value("a", TensorProto.DataType.FLOAT, List.of()))
            .addInput(value("b", TensorProto.DataType.FLOAT, List.of()))
            .addOutput(value("sum", TensorProto.DataType.FLOAT, List.of()))
            .addOutput(value("difference", TensorProto.DataType.FLOAT, List.of()))
            .addNode(node("Add", List.of("a", "b"), "sum"))
            .addNode(node("Sub", List.of("a", "b"), "difference"))
            .build();
    return model(graph, Map.of());
  }

  private static NodeProto node(String operator, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output).build();
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, List<Long> sample) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"));
    for (long axis : sample) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(axis));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  private static byte[] model(GraphProto graph, Map<String, String> metadata) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph);
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }
}
