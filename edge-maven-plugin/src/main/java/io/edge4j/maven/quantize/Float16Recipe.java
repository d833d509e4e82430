package io.edge4j.maven.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.onnx.ValueNames;
import io.edge4j.maven.quantize.weight.Float16Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Float weights of all operators stored in half precision, each behind a Cast to float. ONNX
 * Runtime computes such a Cast once, when it loads the model: what runs is the fp32 model with
 * rounded weights, in half the room on disk.
 */
final class Float16Recipe {
  /** Below this many elements the Cast weighs as much as what is saved. */
  private static final long SMALLEST = 1024;

  /**
   * More is lost only where values are too small or too large for half precision: its fraction
   * alone costs 0.0003.
   */
  private static final double LARGEST_ERROR = 0.001;

  private static final String STORED = "float16 weight, a float again when the model is loaded";

  private final Model model;
  private final SelectedNodes selected;
  private final ValueNames names;

  /** What became of each constant that could have been stored; its value is the reason. */
  private final Map<Stored, String> outcomes = new HashMap<>();

  /** A constant by its name and the graph that holds it. */
  private record Stored(Graph home, String name) {}

  private Float16Recipe(Model model, SelectedNodes selected) {
    this.model = model;
    this.selected = selected;
    this.names = new ValueNames(model);
  }

  static List<NodeDecision> apply(Model model, SelectedNodes selected) throws IOException {
    model.separateInitializersFromInputs();
    return new Float16Recipe(model, selected).apply();
  }

  private List<NodeDecision> apply() throws IOException {
    Constants constants = new Constants(model);
    Map<Stored, String> kept = keptByReaders(constants);
    Map<Node, List<Stored>> readers = new LinkedHashMap<>();
    for (Graph graph : model.graphs()) {
      for (Node node : graph.nodes()) {
        readers.put(node, read(node, graph, constants));
      }
    }
    for (Graph graph : model.graphs()) {
      store(graph, kept);
    }
    List<NodeDecision> decisions = new ArrayList<>();
    readers.forEach((node, weights) -> decisions.add(decision(node, weights)));
    return decisions;
  }

  /** Constants that a node reads which is not selected. */
  private Map<Stored, String> keptByReaders(Constants constants) {
    Map<Stored, String> kept = new HashMap<>();
    for (Graph graph : model.graphs()) {
      for (Node node : graph.nodes()) {
        try {
          selected.check(node);
        } catch (NotQuantizable reason) {
          read(node, graph, constants).forEach(weight -> kept.put(weight, reason.getMessage()));
        }
      }
    }
    return kept;
  }

  private static List<Stored> read(Node node, Graph graph, Constants constants) {
    List<Stored> weights = new ArrayList<>();
    for (String input : node.inputs()) {
      Constant constant = constants.find(graph, input);
      if (constant != null) {
        weights.add(new Stored(constant.home(), constant.tensor().name()));
      }
    }
    return weights;
  }

  private void store(Graph graph, Map<Stored, String> kept) throws IOException {
    List<Node> nodes = new ArrayList<>();
    for (Initializer tensor : List.copyOf(graph.initializers())) {
      if (isStored(tensor, graph, model.isOverridable(graph, tensor.name()), kept)) {
        graph.removeInitializer(tensor.name());
        nodes.add(cast(graph, tensor, tensor.name()));
      }
    }
    for (Node node : graph.nodes()) {
      Initializer held = node.is("Constant") ? node.tensor("value") : null;
      nodes.add(
          held != null && isStored(held.named(node.output(0)), graph, false, kept)
              ? cast(graph, held, node.output(0))
              : node);
    }
    graph.setNodes(nodes);
  }

  private boolean isStored(
      Initializer tensor, Graph graph, boolean overridable, Map<Stored, String> kept)
      throws IOException {
    if (!tensor.isFloat() || tensor.elements() < SMALLEST) {
      return false;
    }
    Stored weight = new Stored(graph, tensor.name());
    String reason = overridable ? "its weight" + WeightedLayer.OVERRIDABLE : kept.get(weight);
    if (reason == null && new Float16Weight(tensor).relativeError() > LARGEST_ERROR) {
      reason = "its weight holds values that are too small or too large for float16";
    }
    outcomes.put(weight, reason == null ? STORED : reason);
    return reason == null;
  }

  private Node cast(Graph graph, Initializer tensor, String value) {
    Initializer half =
        Initializer.of(
            names.fresh(value + "_h"),
            DataType.FLOAT16_VALUE,
            tensor.dims(),
            new Float16Weight(tensor));
    graph.addInitializer(half);
    return Node.of("Cast", "", List.of(half.name()), List.of(value))
        .withInt("to", DataType.FLOAT_VALUE);
  }

  private NodeDecision decision(Node node, List<Stored> weights) {
    Set<String> found = new HashSet<>();
    for (Stored weight : weights) {
      String outcome = outcomes.get(weight);
      if (outcome != null) {
        found.add(outcome);
      }
    }
    NodeDecision.Outcome outcome =
        found.contains(STORED)
            ? NodeDecision.Outcome.QUANTIZED
            : found.isEmpty() ? NodeDecision.Outcome.KEPT : NodeDecision.Outcome.SKIPPED;
    String detail =
        switch (outcome) {
          case QUANTIZED -> STORED;
          case SKIPPED -> found.iterator().next();
          case KEPT -> "has no weight that this recipe stores in float16";
        };
    return new NodeDecision(SelectedNodes.name(node), node.opType(), outcome, detail);
  }
}
