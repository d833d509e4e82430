package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.edge4j.model.ExternalFiles;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.Quoted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Nodes in an order in which they can run, the constants they read, and what goes in and out. A
 * graph inside a node sees the values of the graphs around it.
 */
public final class Graph {
  private final GraphProto base;
  private final @Nullable Graph parent;
  private final Map<String, ValueInfoProto> inputs = new LinkedHashMap<>();
  private final List<ValueInfoProto> outputs;
  private final Set<String> outputNames = new HashSet<>();
  private final Map<String, Initializer> initializers = new LinkedHashMap<>();
  private final Map<String, ValueInfoProto> valueInfo = new LinkedHashMap<>();
  private List<Node> nodes = new ArrayList<>();

  private Graph(GraphProto proto, GraphProto base, @Nullable Graph parent) {
    this.base = base;
    this.parent = parent;
    this.outputs = new ArrayList<>(proto.getOutputList());
    outputs.forEach(output -> outputNames.add(output.getName()));
    proto.getValueInfoList().forEach(info -> valueInfo.put(info.getName(), info));
  }

  private static GraphProto base(GraphProto proto) {
    return proto.toBuilder()
        .clearNode()
        .clearInput()
        .clearOutput()
        .clearInitializer()
        .clearValueInfo()
        .build();
  }

  static Graph of(GraphProto proto, @Nullable Graph parent, BulkData bulk, ExternalFiles files)
      throws ModelFormatException {
    Graph graph = new Graph(proto, new EmbeddedTensors(bulk, files).takeAlong(base(proto)), parent);
    for (ValueInfoProto input : proto.getInputList()) {
      if (graph.inputs.put(input.getName(), input) != null) {
        throw new ModelFormatException(
            "the graph input " + Quoted.name(input.getName()) + " is there twice");
      }
    }
    for (TensorProto initializer : proto.getInitializerList()) {
      Initializer tensor = Initializer.of(initializer, bulk, files);
      if (graph.initializers.put(tensor.name(), tensor) != null) {
        throw new ModelFormatException(
            "the initializer " + Quoted.name(tensor.name()) + " is there twice");
      }
    }
    for (var node : proto.getNodeList()) {
      graph.nodes.add(Node.of(node, graph, bulk, files));
    }
    return graph;
  }

  /**
   * Some of this graph's nodes as a graph of its own.
   *
   * @param given what comes in, with its type
   * @param wanted what goes out; its types are left to whoever loads the graph
   */
  Graph part(
      List<Node> part,
      List<Initializer> constants,
      List<ValueInfoProto> given,
      List<String> wanted) {
    GraphProto.Builder proto = base.toBuilder().addAllInput(given);
    wanted.forEach(value -> proto.addOutput(ValueInfoProto.newBuilder().setName(value)));
    Graph graph = new Graph(proto.addAllValueInfo(valueInfo.values()).build(), base, null);
    given.forEach(input -> graph.inputs.put(input.getName(), input));
    constants.forEach(graph::addInitializer);
    graph.setNodes(part);
    return graph;
  }

  /** The graph around this one, or null. */
  public @Nullable Graph parent() {
    return parent;
  }

  public List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  public void setNodes(List<Node> ordered) {
    nodes = new ArrayList<>(ordered);
  }

  public Collection<ValueInfoProto> inputs() {
    return Collections.unmodifiableCollection(inputs.values());
  }

  public void removeInput(String name) {
    inputs.remove(name);
  }

  public List<ValueInfoProto> outputs() {
    return Collections.unmodifiableList(outputs);
  }

  /** Gives a float value out too, unless it is an output or an input already. */
  public void addOutput(String value) {
    if (isOutput(value) || isInput(value)) {
      return;
    }
    TypeProto.Tensor floats =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE).build();
    outputs.add(
        ValueInfoProto.newBuilder()
            .setName(value)
            .setType(TypeProto.newBuilder().setTensorType(floats))
            .build());
    outputNames.add(value);
  }

  /** Leaves only outputs of these names; what made the others is no longer needed. */
  public void keepOutputs(Set<String> values) {
    outputs.removeIf(output -> !values.contains(output.getName()));
    outputNames.retainAll(values);
  }

  public boolean isInput(String value) {
    return inputs.containsKey(value);
  }

  public boolean isOutput(String value) {
    return outputNames.contains(value);
  }

  public Collection<Initializer> initializers() {
    return Collections.unmodifiableCollection(initializers.values());
  }

  /** The initializer of this very graph, or null. */
  public @Nullable Initializer initializer(String name) {
    return initializers.get(name);
  }

  public void addInitializer(Initializer tensor) {
    if (initializers.putIfAbsent(tensor.name(), tensor) != null) {
      throw new IllegalArgumentException("there is an initializer " + tensor.name() + " already");
    }
  }

  public void removeInitializer(String name) {
    initializers.remove(name);
  }

  /** What the file says about a value's type and shape, or null. */
  public @Nullable ValueInfoProto valueInfo(String value) {
    ValueInfoProto known = valueInfo.getOrDefault(value, inputs.get(value));
    if (known != null || !isOutput(value)) {
      return known;
    }
    return outputs.stream().filter(o -> o.getName().equals(value)).findFirst().orElseThrow();
  }

  /** Forgets what was known about values that are no longer there. */
  void keepValueInfo(Set<String> values) {
    valueInfo.keySet().retainAll(values);
  }

  /** Names of sparse initializers, which are left as they are. */
  List<String> sparseInitializers() {
    return base.getSparseInitializerList().stream()
        .map(sparse -> sparse.getValues().getName())
        .toList();
  }

  GraphProto toProto(BulkData bulk) throws IOException {
    GraphProto.Builder proto = base.toBuilder();
    for (Node node : nodes) {
      proto.addNode(node.toProto(bulk));
    }
    for (Initializer initializer : initializers.values()) {
      proto.addInitializer(initializer.toProto(bulk));
    }
    return proto
        .addAllInput(inputs.values())
        .addAllOutput(outputs)
        .addAllValueInfo(valueInfo.values())
        .build();
  }
}
