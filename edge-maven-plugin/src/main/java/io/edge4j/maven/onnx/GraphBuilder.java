package io.edge4j.maven.onnx;

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
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds an ONNX model node by node, in the order of the calls: the same calls give the same bytes.
 *
 * <p>Names are the caller's affair; they must be unique within the graph, as ONNX demands of its
 * static single assignment.
 */
public final class GraphBuilder {
  /** ONNX IR versions by opset, as onnx's release table pairs them (docs/Versioning.md). */
  private static final int[][] IR_SINCE_OPSET = {{21, 10}, {19, 9}, {15, 8}, {12, 7}, {11, 6}};

  private final int opset;
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final ModelProto.Builder model = ModelProto.newBuilder();

  /**
   * One axis of an input or output.
   *
   * @param symbol name of a size that is known only when the model runs; null when it has none
   * @param size the fixed size; negative when it is not fixed
   */
  public record Dimension(@Nullable String symbol, long size) {
    public static Dimension of(long size) {
      return new Dimension(null, size);
    }

    public static Dimension named(String symbol) {
      return new Dimension(symbol, -1);
    }

    public static Dimension unknown() {
      return new Dimension(null, -1);
    }
  }

  public GraphBuilder(String name, int opset) {
    this.opset = opset;
    graph.setName(name);
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset));
  }

  /** Version of the {@code ai.onnx} operators that the nodes are written in. */
  public int opset() {
    return opset;
  }

  /**
   * Adds a graph input.
   *
   * @param elementType a constant of {@link TensorProto.DataType}
   */
  public void input(String name, TensorProto.DataType elementType, List<Dimension> shape) {
    graph.addInput(valueInfo(name, elementType, shape));
  }

  /** Adds a graph output; a node, an input or an initializer of that name must exist. */
  public void output(String name, TensorProto.DataType elementType, List<Dimension> shape) {
    graph.addOutput(valueInfo(name, elementType, shape));
  }

  /**
   * Adds a constant tensor.
   *
   * @param values row-major, little-endian; not copied, so they stay as they are until the model is
   *     written
   */
  public void initializer(
      String name, TensorProto.DataType elementType, long[] shape, ByteBuffer values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(elementType.getNumber())
            .setRawData(UnsafeByteOperations.unsafeWrap(values));
    Arrays.stream(shape).forEach(tensor::addDims);
    graph.addInitializer(tensor);
  }

  /** Adds a node; an empty input name leaves out an optional input. */
  public void node(
      String operator,
      String name,
      List<String> inputs,
      List<String> outputs,
      List<AttributeProto> attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(operator)
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(attributes));
  }

  /** Adds entries to {@code metadata_props}, in the map's order. */
  public void metadata(Map<String, String> entries) {
    entries.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
  }

  /** The model, without nodes and initializers that no output depends on. */
  public ModelProto build(String producerName, String producerVersion) {
    Set<String> used = new HashSet<>();
    graph.getOutputList().forEach(output -> used.add(output.getName()));
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      if (graph.getNode(i).getOutputList().stream().noneMatch(used::contains)) {
        graph.removeNode(i);
      } else {
        used.addAll(graph.getNode(i).getInputList());
      }
    }
    for (int i = graph.getInitializerCount() - 1; i >= 0; i--) {
      if (!used.contains(graph.getInitializer(i).getName())) {
        graph.removeInitializer(i);
      }
    }
    return model
        .setIrVersion(irVersion())
        .setProducerName(producerName)
        .setProducerVersion(producerVersion)
        .setGraph(graph)
        .build();
  }

  public static AttributeProto attribute(String name, long value) {
    return attribute(name, AttributeProto.AttributeType.INT).setI(value).build();
  }

  public static AttributeProto attribute(String name, long[] values) {
    AttributeProto.Builder ints = attribute(name, AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(ints::addInts);
    return ints.build();
  }

  public static AttributeProto attribute(String name, float value) {
    return attribute(name, AttributeProto.AttributeType.FLOAT).setF(value).build();
  }

  public static AttributeProto attribute(String name, String value) {
    return attribute(name, AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  public static AttributeProto attribute(String name, List<String> values) {
    AttributeProto.Builder strings = attribute(name, AttributeProto.AttributeType.STRINGS);
    values.forEach(value -> strings.addStrings(ByteString.copyFromUtf8(value)));
    return strings.build();
  }

  /** A tensor of one element, as {@code ConstantOfShape} takes it. */
  public static AttributeProto attribute(
      String name, TensorProto.DataType elementType, ByteBuffer element) {
    return attribute(name, AttributeProto.AttributeType.TENSOR)
        .setT(
            TensorProto.newBuilder()
                .setDataType(elementType.getNumber())
                .addDims(1)
                .setRawData(ByteString.copyFrom(element)))
        .build();
  }

  private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  private static ValueInfoProto valueInfo(
      String name, TensorProto.DataType elementType, List<Dimension> shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (Dimension dimension : shape) {
      TensorShapeProto.Dimension.Builder one = dimensions.addDimBuilder();
      if (dimension.size() >= 0) {
        one.setDimValue(dimension.size());
      } else if (dimension.symbol() != null) {
        one.setDimParam(dimension.symbol());
      }
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(elementType.getNumber())
                        .setShape(dimensions)))
        .build();
  }

  private int irVersion() {
    for (int[] row : IR_SINCE_OPSET) {
      if (opset >= row[0]) {
        return row[1];
      }
    }
    throw new IllegalStateException("opset " + opset + " is older than this builder writes");
  }
}
