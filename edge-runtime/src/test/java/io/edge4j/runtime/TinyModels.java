package io.edge4j.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** ONNX models of one or two nodes, each for one question. */
public final class TinyModels {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private TinyModels() {}

  /**
   * Gives back its one input, with a free first axis; {@code edge.*} entries as given.
   *
   * @param sample the other axes, {@code -1} for one that is open
   */
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

  /** Gives back batches of one size and no other. */
  public static byte[] identityOfBatch(long batch, long width) {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("identity")
            .addInput(value("x", TensorProto.DataType.FLOAT, fixed(List.of(batch, width))))
            .addOutput(value("y", TensorProto.DataType.FLOAT, fixed(List.of(batch, width))))
            .addNode(node("Identity", List.of("x"), "y"))
            .build();
    return model(graph, Map.of());
  }

  /** {@code y = 1 / x}, for rows of that many values. */
  public static byte[] reciprocal(long width) {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("reciprocal")
            .addInput(value("x", TensorProto.DataType.FLOAT, List.of(width)))
            .addOutput(value("y", TensorProto.DataType.FLOAT, List.of(width)))
            .addNode(node("Reciprocal", List.of("x"), "y"))
            .build();
    return model(graph, Map.of());
  }

  /** Gives its rows of one value that many times over. */
  public static byte[] widened(long width) {
    TensorProto shape =
        TensorProto.newBuilder()
            .setName("shape")
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(2)
            .addInt64Data(1)
            .addInt64Data(width)
            .build();
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("widened")
            .addInput(value("x", TensorProto.DataType.FLOAT, List.of(1L)))
            .addOutput(value("y", TensorProto.DataType.FLOAT, List.of(width)))
            .addInitializer(shape)
            .addNode(node("Expand", List.of("x", "shape"), "y"))
            .build();
    return model(graph, Map.of());
  }

  /** Gives a vector of zeros, as long as the one value of {@code size} says. */
  public static byte[] zeros() {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("zeros")
            .addInput(value("size", TensorProto.DataType.INT64, List.of()))
            .addOutput(value("y", TensorProto.DataType.FLOAT, fixed(List.of(-1L))))
            .addNode(node("ConstantOfShape", List.of("size"), "y"))
            .build();
    return model(graph, Map.of());
  }

  /** Each row of one value answers with the sum of the whole batch. */
  static byte[] sumOfTheBatch(Map<String, String> metadata) {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("sum-of-the-batch")
            .addInput(value("x", TensorProto.DataType.FLOAT, List.of(1L)))
            .addOutput(value("y", TensorProto.DataType.FLOAT, List.of(1L)))
            .addNode(node("ReduceSum", List.of("x"), "total"))
            .addNode(node("Sub", List.of("x", "x"), "zeros"))
            .addNode(node("Add", List.of("zeros", "total"), "y"))
            .build();
    return model(graph, metadata);
  }

  /** Gives back its one input twice, as two outputs. */
  public static byte[] twice() {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("twice")
            .addInput(value("x", TensorProto.DataType.FLOAT, List.of(1L)))
            .addOutput(value("y", TensorProto.DataType.FLOAT, List.of(1L)))
            .addOutput(value("z", TensorProto.DataType.FLOAT, List.of(1L)))
            .addNode(node("Identity", List.of("x"), "y"))
            .addNode(node("Identity", List.of("x"), "z"))
            .build();
    return model(graph, Map.of());
  }

  /** {@code sum = a + b}, {@code difference = a - b}, for float vectors with a free length. */
  public static byte[] sumAndDifference() {
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

  /**
   * Multiplies its input, of any number of rows of two values, by 2 and 3, which lie beside it.
   *
   * @param location the name of the file with the two factors
   */
  public static void scaledBeside(Path file, String location) throws IOException {
    TensorProto factors =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(2)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue(location))
            .build();
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("scaled")
            .addInput(value("x", TensorProto.DataType.FLOAT, List.of(2L)))
            .addOutput(value("y", TensorProto.DataType.FLOAT, List.of(2L)))
            .addInitializer(factors)
            .addNode(node("Mul", List.of("x", "w"), "y"))
            .build();
    Files.write(file, model(graph, Map.of()));
    ByteBuffer values = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file.resolveSibling(location), values.putFloat(2).putFloat(3).array());
  }

  /**
   * Two scores as a map by class name, as scikit-learn's converter writes them, the same as {@code
   * uint32}, which Java cannot read, and an input that may hold nothing as it came.
   */
  public static byte[] outputsOfAllKinds() {
    TypeProto.Map byName =
        TypeProto.Map.newBuilder()
            .setKeyType(TensorProto.DataType.STRING.getNumber())
            .setValueType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder()
                            .setElemType(TensorProto.DataType.FLOAT.getNumber())))
            .build();
    TypeProto maps =
        TypeProto.newBuilder()
            .setSequenceType(
                TypeProto.Sequence.newBuilder()
                    .setElemType(TypeProto.newBuilder().setMapType(byName)))
            .build();
    NodeProto zipMap =
        node("ZipMap", List.of("x"), "by_name").toBuilder()
            .setDomain("ai.onnx.ml")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("classlabels_strings")
                    .setType(AttributeProto.AttributeType.STRINGS)
                    .addStrings(ByteString.copyFromUtf8("yes"))
                    .addStrings(ByteString.copyFromUtf8("no")))
            .build();
    NodeProto cast =
        node("Cast", List.of("x"), "unsigned").toBuilder()
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("to")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(TensorProto.DataType.UINT32.getNumber()))
            .build();
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("all_kinds")
            .addInput(value("x", TensorProto.DataType.FLOAT, List.of(2L)))
            .addInput(value("some", TensorProto.DataType.FLOAT, List.of(-1L)))
            .addOutput(ValueInfoProto.newBuilder().setName("by_name").setType(maps))
            .addOutput(value("unsigned", TensorProto.DataType.UINT32, List.of(2L)))
            .addOutput(value("same", TensorProto.DataType.FLOAT, List.of(-1L)))
            .addNode(zipMap)
            .addNode(cast)
            .addNode(node("Identity", List.of("some"), "same"))
            .build();
    return model(graph, Map.of());
  }

  private static NodeProto node(String operator, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output).build();
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, List<Long> sample) {
    TensorShapeProto shape =
        fixed(sample).toBuilder()
            .addDim(0, TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
            .build();
    return value(name, type, shape);
  }

  private static TensorShapeProto fixed(List<Long> axes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long axis : axes) {
      TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(axis < 0 ? dimension.setDimParam("open") : dimension.setDimValue(axis));
    }
    return shape.build();
  }

  private static ValueInfoProto value(
      String name, TensorProto.DataType type, TensorShapeProto shape) {
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
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(1))
            .setGraph(graph);
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }
}
