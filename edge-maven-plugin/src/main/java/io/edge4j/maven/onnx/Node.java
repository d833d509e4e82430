package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import io.edge4j.model.ExternalFiles;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.Quoted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operator call. Inputs and outputs are names of values; an empty name stands for an optional
 * one that is left out.
 */
public final class Node {
  private NodeProto base;
  private final List<String> inputs;
  private final List<String> outputs;
  private final Map<String, AttributeProto> attributes;
  private final Map<String, Initializer> tensors;
  private final Map<String, List<Graph>> subgraphs;

  private Node(
      NodeProto base,
      List<String> inputs,
      List<String> outputs,
      Map<String, AttributeProto> attributes,
      Map<String, Initializer> tensors,
      Map<String, List<Graph>> subgraphs) {
    this.base = base;
    this.inputs = new ArrayList<>(inputs);
    this.outputs = new ArrayList<>(outputs);
    this.attributes = attributes;
    this.tensors = tensors;
    this.subgraphs = subgraphs;
  }

  /** A new node of the default domain. */
  public static Node of(String opType, String name, List<String> inputs, List<String> outputs) {
    return of("", opType, name, inputs, outputs);
  }

  /** A new node. */
  public static Node of(
      String domain, String opType, String name, List<String> inputs, List<String> outputs) {
    NodeProto.Builder base = NodeProto.newBuilder().setOpType(opType);
    if (!name.isEmpty()) {
      base.setName(name);
    }
    if (!domain.isEmpty()) {
      base.setDomain(domain);
    }
    return new Node(
        base.build(),
        inputs,
        outputs,
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>());
  }

  static Node of(NodeProto proto, Graph parent, BulkData bulk, ExternalFiles files)
      throws ModelFormatException {
    Node node =
        new Node(
            proto.toBuilder().clearInput().clearOutput().clearAttribute().build(),
            proto.getInputList(),
            proto.getOutputList(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>());
    for (AttributeProto attribute : proto.getAttributeList()) {
      String key = attribute.getName();
      AttributeProto rest = attribute;
      if (attribute.hasT()) {
        node.tensors.put(key, Initializer.of(attribute.getT(), bulk, files));
        rest = rest.toBuilder().clearT().build();
      }
      if (attribute.hasG() || attribute.getGraphsCount() > 0) {
        List<Graph> graphs = new ArrayList<>();
        if (attribute.hasG()) {
          graphs.add(Graph.of(attribute.getG(), parent, bulk, files));
        }
        for (var graph : attribute.getGraphsList()) {
          graphs.add(Graph.of(graph, parent, bulk, files));
        }
        node.subgraphs.put(key, graphs);
        rest = rest.toBuilder().clearG().clearGraphs().build();
      }
      rest = new EmbeddedTensors(bulk, files).takeAlong(rest);
      if (node.attributes.put(key, rest) != null) {
        throw new ModelFormatException(node + " has the attribute " + Quoted.name(key) + " twice");
      }
    }
    return node;
  }

  public Node withInt(String attribute, long value) {
    attributes.put(
        attribute,
        AttributeProto.newBuilder()
            .setName(attribute)
            .setType(AttributeProto.AttributeType.INT)
            .setI(value)
            .build());
    return this;
  }

  public Node withReal(String attribute, float value) {
    attributes.put(
        attribute,
        AttributeProto.newBuilder()
            .setName(attribute)
            .setType(AttributeProto.AttributeType.FLOAT)
            .setF(value)
            .build());
    return this;
  }

  public Node withInts(String attribute, List<Long> values) {
    attributes.put(
        attribute,
        AttributeProto.newBuilder()
            .setName(attribute)
            .setType(AttributeProto.AttributeType.INTS)
            .addAllInts(values)
            .build());
    return this;
  }

  public Node withText(String attribute, String value) {
    attributes.put(
        attribute,
        AttributeProto.newBuilder()
            .setName(attribute)
            .setType(AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8(value))
            .build());
    return this;
  }

  /** Takes over an attribute of another node, when it has it. */
  public Node withAttributeOf(Node other, String attribute) {
    AttributeProto value = other.attributes.get(attribute);
    if (value != null) {
      attributes.put(attribute, value);
    }
    return this;
  }

  public String name() {
    return base.getName();
  }

  public void setName(String name) {
    base = base.toBuilder().setName(name).build();
  }

  public String opType() {
    return base.getOpType();
  }

  /** The empty string for ONNX's own operators. */
  public String domain() {
    return base.getDomain().equals("ai.onnx") ? "" : base.getDomain();
  }

  /** Whether this is an operator of ONNX's default domain. */
  public boolean is(String opType) {
    return domain().isEmpty() && opType().equals(opType);
  }

  public List<String> inputs() {
    return List.copyOf(inputs);
  }

  public List<String> outputs() {
    return List.copyOf(outputs);
  }

  /** The input at that place, or the empty string when there is none. */
  public String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  /** The output at that place, or the empty string when there is none. */
  public String output(int index) {
    return index < outputs.size() ? outputs.get(index) : "";
  }

  /** Puts a value at that place; places before it that were not there are left out. */
  public void setInput(int index, String value) {
    while (inputs.size() <= index) {
      inputs.add("");
    }
    inputs.set(index, value);
  }

  public void setOutput(int index, String value) {
    outputs.set(index, value);
  }

  /** Takes an attribute away; false when it is not there. */
  public boolean remove(String attribute) {
    tensors.remove(attribute);
    subgraphs.remove(attribute);
    return attributes.remove(attribute) != null;
  }

  public long integer(String attribute, long otherwise) {
    AttributeProto value = attributes.get(attribute);
    return value == null ? otherwise : value.getI();
  }

  public float real(String attribute, float otherwise) {
    AttributeProto value = attributes.get(attribute);
    return value == null ? otherwise : value.getF();
  }

  public boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  public List<Float> reals(String attribute) {
    AttributeProto value = attributes.get(attribute);
    return value == null ? List.of() : value.getFloatsList();
  }

  public String text(String attribute, String otherwise) {
    AttributeProto value = attributes.get(attribute);
    return value == null ? otherwise : value.getS().toStringUtf8();
  }

  public List<Long> integers(String attribute) {
    AttributeProto value = attributes.get(attribute);
    return value == null ? List.of() : value.getIntsList();
  }

  /** The tensor in that attribute, or null. */
  public @Nullable Initializer tensor(String attribute) {
    return tensors.get(attribute);
  }

  /** The graphs that this node runs: branches and bodies. */
  public List<Graph> subgraphs() {
    return subgraphs.values().stream().flatMap(List::stream).toList();
  }

  NodeProto toProto(BulkData bulk) throws IOException {
    NodeProto.Builder proto = base.toBuilder().addAllInput(inputs).addAllOutput(outputs);
    for (AttributeProto attribute : attributes.values()) {
      AttributeProto.Builder whole = attribute.toBuilder();
      Initializer tensor = tensors.get(attribute.getName());
      if (tensor != null) {
        whole.setT(tensor.toProto(bulk));
      }
      List<Graph> graphs = subgraphs.getOrDefault(attribute.getName(), List.of());
      if (attribute.getType() == AttributeProto.AttributeType.GRAPHS) {
        for (Graph graph : graphs) {
          whole.addGraphs(graph.toProto(bulk));
        }
      } else if (!graphs.isEmpty()) {
        whole.setG(graphs.get(0).toProto(bulk));
      }
      proto.addAttribute(whole);
    }
    return proto.build();
  }

  /** What messages call it: operator and name, or its first output when it has no name. */
  @Override
  public String toString() {
    return opType()
        + " node "
        + (name().isEmpty() ? "that makes " + Quoted.name(output(0)) : Quoted.name(name()));
  }
}
