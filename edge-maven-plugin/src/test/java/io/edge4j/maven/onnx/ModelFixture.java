package io.edge4j.maven.onnx;

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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A small ONNX model, written down call by call. */
public final class ModelFixture {
  private final ModelProto.Builder model = ModelProto.newBuilder();
  private final GraphProto.Builder graph;
  private final Random random = new Random(7);

  private ModelFixture(GraphProto.Builder graph) {
    this.graph = graph;
  }

  /** A model of that opset and a matching IR version. */
  public static ModelFixture opset(int version) {
    ModelFixture fixture = new ModelFixture(GraphProto.newBuilder().setName("g"));
    fixture.model.setIrVersion(version < 9 ? 3 : version < 15 ? 6 : version < 21 ? 8 : 10);
    return fixture.imports("", version);
  }

  /** The graph of a branch or a body. */
  public static ModelFixture body(String name) {
    return new ModelFixture(GraphProto.newBuilder().setName(name));
  }

  public ModelFixture imports(String domain, int version) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version));
    return this;
  }

  public ModelFixture irVersion(int version) {
    model.setIrVersion(version);
    return this;
  }

  /** Negative dimensions are open. */
  public ModelFixture typedInput(String name, int elementType, long... dims) {
    graph.addInput(info(name, elementType, dims));
    return this;
  }

  /** Axes are numbers, symbols, or empty for open ones without a name. */
  public ModelFixture symbolicInput(String name, int elementType, String... axes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String axis : axes) {
      TensorShapeProto.Dimension.Builder dim = shape.addDimBuilder();
      if (axis.matches("\\d+")) {
        dim.setDimValue(Long.parseLong(axis));
      } else if (!axis.isEmpty()) {
        dim.setDimParam(axis);
      }
    }
    graph.addInput(
        ValueInfoProto.newBuilder()
            .setName(name)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder().setElemType(elementType).setShape(shape))));
    return this;
  }

  public ModelFixture input(String name, long... dims) {
    return typedInput(name, TensorProto.DataType.FLOAT_VALUE, dims);
  }

  public ModelFixture typedOutput(String name, int elementType, long... dims) {
    graph.addOutput(info(name, elementType, dims));
    return this;
  }

  /** A float output of a shape that is left to whoever loads the model. */
  public ModelFixture untypedOutput(String name) {
    graph.addOutput(
        ValueInfoProto.newBuilder()
            .setName(name)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder()
                            .setElemType(TensorProto.DataType.FLOAT_VALUE))));
    return this;
  }

  public ModelFixture output(String name, long... dims) {
    return typedOutput(name, TensorProto.DataType.FLOAT_VALUE, dims);
  }

  public ModelFixture valueInfo(String name, long... dims) {
    graph.addValueInfo(info(name, TensorProto.DataType.FLOAT_VALUE, dims));
    return this;
  }

  public ModelFixture initializer(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  /** A float initializer of standard normal values over the square root of its first dimension. */
  public ModelFixture weight(String name, long... dims) {
    return initializer(tensor(name, normal(dims), dims));
  }

  public float[] normal(long... dims) {
    float[] values = new float[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    double scale = dims.length == 0 ? 1 : 1 / Math.sqrt((double) Math.max(1, dims[0]));
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return values;
  }

  public ModelFixture constant(String name, TensorProto value) {
    return node("Constant", List.of(), List.of(name), attribute("value", value));
  }

  public ModelFixture node(
      String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    return node("", op, inputs, outputs, attributes);
  }

  public ModelFixture node(
      String domain,
      String op,
      List<String> inputs,
      List<String> outputs,
      AttributeProto... attributes) {
    graph.addNode(nodeProto(domain, op, inputs, outputs, attributes));
    return this;
  }

  public static NodeProto nodeProto(
      String domain,
      String op,
      List<String> inputs,
      List<String> outputs,
      AttributeProto... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(op)
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(Arrays.asList(attributes));
    if (!domain.isEmpty()) {
      node.setDomain(domain);
    }
    return node.build();
  }

  public ModelFixture function(FunctionProto function) {
    model.addFunctions(function);
    return this;
  }

  public static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  public static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  public static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  public static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  public static AttributeProto attribute(String name, TensorProto value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.TENSOR)
        .setT(value)
        .build();
  }

  public static AttributeProto attribute(String name, ModelFixture body) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(body.graph)
        .build();
  }

  /**
   * Writes a model as PyTorch's exporter does, and as no exporter has to: with the data of its
   * initializers beside it.
   *
   * @param locations of the files with the data, which take turns
   */
  public static Path writeBeside(ModelProto model, Path file, String... locations)
      throws IOException {
    Map<String, ByteArrayOutputStream> data = new LinkedHashMap<>();
    ModelProto.Builder spread = model.toBuilder();
    int next = 0;
    for (TensorProto.Builder tensor : spread.getGraphBuilder().getInitializerBuilderList()) {
      ByteString raw = tensor.getRawData();
      String location = locations[next++ % locations.length];
      ByteArrayOutputStream bytes =
          data.computeIfAbsent(location, x -> new ByteArrayOutputStream());
      tensor
          .clearRawData()
          .setDataLocation(TensorProto.DataLocation.EXTERNAL)
          .addExternalData(entry("location", location))
          .addExternalData(entry("offset", Integer.toString(bytes.size())))
          .addExternalData(entry("length", Integer.toString(raw.size())));
      raw.writeTo(bytes);
    }
    for (Map.Entry<String, ByteArrayOutputStream> one : data.entrySet()) {
      Path beside = file.resolveSibling(one.getKey());
      Files.createDirectories(beside.getParent());
      Files.write(beside, one.getValue().toByteArray());
    }
    return Files.write(file, spread.build().toByteArray());
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** A float tensor with raw data. */
  public static TensorProto tensor(String name, float[] values, long... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return header(name, TensorProto.DataType.FLOAT_VALUE, dims)
        .setRawData(ByteString.copyFrom(bytes.array()))
        .build();
  }

  /** An int64 tensor with raw data. */
  public static TensorProto longs(String name, long[] values, long... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return header(name, TensorProto.DataType.INT64_VALUE, dims)
        .setRawData(ByteString.copyFrom(bytes.array()))
        .build();
  }

  /** A tensor without its data. */
  public static TensorProto.Builder header(String name, int elementType, long... dims) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(elementType)
        .addAllDims(Arrays.stream(dims).boxed().toList());
  }

  private static ValueInfoProto info(String name, int elementType, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int i = 0; i < dims.length; i++) {
      shape.addDim(
          dims[i] < 0
              ? TensorShapeProto.Dimension.newBuilder().setDimParam("d" + -dims[i])
              : TensorShapeProto.Dimension.newBuilder().setDimValue(dims[i]));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(elementType).setShape(shape)))
        .build();
  }

  public ModelProto proto() {
    return model.setGraph(graph).build();
  }

  public Path write(Path file) throws IOException {
    return Files.write(file, proto().toByteArray());
  }
}
