package io.edge4j.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;

/** Parts of small ONNX models. */
final class BuiltModel {
  static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;

  private BuiltModel() {}

  static ModelProto.Builder model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph);
  }

  /** A graph that gives back its input {@code x}. */
  static GraphProto.Builder identity() {
    return GraphProto.newBuilder()
        .setName("g")
        .addInput(value("x", FLOAT, "n", "4"))
        .addOutput(value("y", FLOAT, "n", "4"))
        .addNode(node("Identity", "x", "y"));
  }

  static NodeProto node(String operator, String input, String output) {
    return NodeProto.newBuilder().setOpType(operator).addInput(input).addOutput(output).build();
  }

  /** Axes are numbers, symbols, or empty for open ones without a name. */
  static ValueInfoProto value(String name, int elementType, String... axes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String axis : axes) {
      TensorShapeProto.Dimension.Builder dim = shape.addDimBuilder();
      if (axis.matches("-?\\d+")) {
        dim.setDimValue(Long.parseLong(axis));
      } else if (!axis.isEmpty()) {
        dim.setDimParam(axis);
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(elementType).setShape(shape)))
        .build();
  }

  static TensorProto inside(String name, int floats) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(FLOAT)
        .addDims(floats)
        .setRawData(ByteString.copyFrom(new byte[floats * Float.BYTES]))
        .build();
  }

  /** Four floats in a file beside the model, from its first byte. */
  static TensorProto beside(String name, String location) {
    return beside(name, location, "0", "16");
  }

  static TensorProto beside(String name, String location, String offset, String length) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(FLOAT)
        .addDims(4)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", offset))
        .addExternalData(entry("length", length))
        .build();
  }

  static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  static NodeProto constant(TensorProto value, String output) {
    return NodeProto.newBuilder()
        .setOpType("Constant")
        .addOutput(output)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("value")
                .setType(AttributeProto.AttributeType.TENSOR)
                .setT(value))
        .build();
  }

  static NodeProto around(GraphProto.Builder body) {
    return NodeProto.newBuilder()
        .setOpType("If")
        .addInput("c")
        .addOutput("z")
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("then_branch")
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(body))
        .build();
  }

  static FunctionProto function(NodeProto node) {
    return FunctionProto.newBuilder()
        .setName("f")
        .setDomain("local")
        .addAllInput(List.of("a"))
        .addAllOutput(List.of("b"))
        .addNode(node)
        .build();
  }
}
