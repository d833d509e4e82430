package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A graph on its way to a later opset: its new nodes and constants, put in place at the end. */
final class RaisedGraph {
  private final Graph graph;
  private final ValueNames names;
  private final ValueUses uses;
  private final Constants constants;
  private final boolean onlyFloat32;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Initializer> added = new ArrayList<>();

  /**
   * Starts with nothing.
   *
   * @param onlyFloat32 whether the model knows no other floating-point type
   */
  RaisedGraph(Graph graph, ValueNames names, Constants constants, boolean onlyFloat32) {
    this.graph = graph;
    this.names = names;
    this.uses = new ValueUses(graph);
    this.constants = constants;
    this.onlyFloat32 = onlyFloat32;
  }

  void raise(int opset) throws CannotRaise, IOException {
    for (Node node : graph.nodes()) {
      nodes.addAll(
          node.domain().isEmpty()
              ? OperatorConversions.of(node, opset).convert(node, this)
              : List.of(node));
    }
  }

  void putInPlace() {
    added.forEach(graph::addInitializer);
    graph.setNodes(nodes);
  }

  boolean isUsed(String value) {
    return graph.isOutput(value) || !uses.readers(value).isEmpty();
  }

  /** How many axes a node's result has; -1 when the graph does not say. */
  int rank(Node node) {
    Node maker = uses.maker(node.input(0));
    if (maker != null && (maker.is("Gemm") || maker.is("Flatten"))) {
      return 2;
    }
    int before = rank(graph.valueInfo(node.input(0)));
    return before >= 0 ? before : rank(graph.valueInfo(node.output(0)));
  }

  private static int rank(@Nullable ValueInfoProto info) {
    return info != null && info.getType().getTensorType().hasShape()
        ? info.getType().getTensorType().getShape().getDimCount()
        : -1;
  }

  String fresh(Node node, String wish) {
    return names.fresh(node.output(0) + "_" + wish);
  }

  String longs(Node node, String wish, List<Long> values) {
    return add(
        Initializer.ofLongs(
            fresh(node, wish), values.stream().mapToLong(Long::longValue).toArray()));
  }

  String floats(Node node, String wish, List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return add(Initializer.ofFloats(fresh(node, wish), List.of((long) array.length), array));
  }

  /**
   * A number of the type that the node's first input has.
   *
   * @throws CannotRaise when that may be another type than float32
   */
  String scalar(Node node, String wish, float value) throws CannotRaise {
    ValueInfoProto info = graph.valueInfo(node.input(0));
    boolean isFloat32 =
        info == null
            ? onlyFloat32
            : info.getType().getTensorType().getElemType() == DataType.FLOAT_VALUE;
    if (!isFloat32) {
      throw new CannotRaise(node, "its input may be another type than float32");
    }
    return add(Initializer.ofFloats(fresh(node, wish), List.of(), value));
  }

  /** The elements of a constant; none when the value is no float constant. */
  float[] constantFloats(String value) throws IOException {
    Constant constant = constants.find(graph, value);
    return constant == null || constant.overridable() || !constant.tensor().isFloat()
        ? new float[0]
        : constant.tensor().floats();
  }

  private String add(Initializer initializer) {
    added.add(initializer);
    return initializer.name();
  }
}
