package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.onnx.ValueUses;
import io.edge4j.maven.quantize.weight.ChannelAxis;
import io.edge4j.maven.quantize.weight.Int8Scales;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which nodes of a graph run in integers, and which values are quantized for that. Layers with
 * weights form the core. What lies between two of them joins in, so that values stay integers on
 * the way; what does not lie between stays fp32, so that nothing is quantized only to be
 * dequantized again.
 */
final class QdqPlan {

  /** How an operator between layers treats the scale of what it passes on. */
  private enum Between {
    /** The output takes the input's scale: values are only moved or chosen. */
    SAME_SCALE,
    /** The output has a scale of its own. */
    OWN_SCALE
  }

  /** Operators for which ONNX Runtime has integer kernels behind the QDQ form. */
  private static final Map<String, Between> BETWEEN =
      Map.of(
          "MaxPool", Between.SAME_SCALE,
          "Reshape", Between.SAME_SCALE,
          "Flatten", Between.SAME_SCALE,
          "Transpose", Between.SAME_SCALE,
          "Squeeze", Between.SAME_SCALE,
          "Unsqueeze", Between.SAME_SCALE,
          "Add", Between.OWN_SCALE,
          "Concat", Between.OWN_SCALE,
          "AveragePool", Between.OWN_SCALE,
          "GlobalAveragePool", Between.OWN_SCALE);

  /** Integer MaxPool came with this version of ONNX's operators. */
  private static final int INTEGER_MAX_POOL = 12;

  private final Model model;
  private final Graph graph;
  private final ValueUses uses;
  private final IdentityHashMap<Node, WeightedLayer> layers = new IdentityHashMap<>();
  private final IdentityHashMap<Node, Int8Scales> scales = new IdentityHashMap<>();
  private final IdentityHashMap<Node, String> reasons = new IdentityHashMap<>();
  private final Set<Node> between = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Relu and Clip right behind a layer, by what they make. */
  private final Map<String, Node> activations = new HashMap<>();

  /** Values that are quantized, each with the value whose range it takes. */
  private final Map<String, String> rangeOf = new LinkedHashMap<>();

  QdqPlan(Model model, SelectedNodes selected, StaticOptions options) throws IOException {
    this.model = model;
    this.graph = model.graph();
    this.uses = new ValueUses(graph);
    findLayers(selected, new Constants(model), options);
    if (options.keepFirstAndLast()) {
      keepEnds();
    }
    findBetween(selected);
    collectValues();
  }

  private void findLayers(SelectedNodes selected, Constants constants, StaticOptions options)
      throws IOException {
    for (Node node : graph.nodes()) {
      if (!WeightedLayer.isOne(node)) {
        continue;
      }
      try {
        selected.check(node);
        WeightedLayer layer = WeightedLayer.of(graph, node, constants);
        scales.put(node, scales(layer, options));
        layers.put(node, layer);
      } catch (NotQuantizable reason) {
        reasons.put(node, reason.getMessage());
      }
    }
  }

  private static Int8Scales scales(WeightedLayer layer, StaticOptions options)
      throws NotQuantizable, IOException {
    Int8Scales scales =
        Int8Scales.measure(
            layer.weight().tensor(),
            options.perChannel() ? layer.axis() : ChannelAxis.NONE,
            options.reduceRange());
    if (scales == null) {
      throw new NotQuantizable("its weight holds values that are not finite");
    }
    return scales;
  }

  private void keepEnds() {
    List<Node> ordered = graph.nodes().stream().filter(layers::containsKey).toList();
    if (!ordered.isEmpty()) {
      for (Node end : List.of(ordered.get(0), ordered.get(ordered.size() - 1))) {
        layers.remove(end);
        reasons.put(end, "the first and the last layer are kept in fp32 (keepFirstAndLast)");
      }
    }
  }

  private void findBetween(SelectedNodes selected) {
    for (Node node : graph.nodes()) {
      Node activation = activationBehind(node);
      if (activation != null) {
        activations.put(activation.output(0), activation);
      }
      if (mayLieBetween(node, selected) && dataInputs(node).stream().allMatch(this::isInteger)) {
        between.add(node);
      }
    }
    List<Node> reversed = new ArrayList<>(graph.nodes());
    Collections.reverse(reversed);
    for (Node node : reversed) {
      // Readers come later in the order, so theirs is decided already.
      if (between.contains(node)
          && uses.readers(node.output(0)).stream().noneMatch(this::runsInIntegers)) {
        between.remove(node);
      }
    }
  }

  private boolean mayLieBetween(Node node, SelectedNodes selected) {
    if (!node.domain().isEmpty() || !BETWEEN.containsKey(node.opType())) {
      return false;
    }
    if (node.is("MaxPool") && (model.opset("") < INTEGER_MAX_POOL || !node.output(1).isEmpty())) {
      return false;
    }
    try {
      selected.check(node);
      return true;
    } catch (NotQuantizable reason) {
      reasons.put(node, reason.getMessage());
      return false;
    }
  }

  /** The Relu or Clip that is the only reader of a layer's output, or null. */
  private Node activationBehind(Node node) {
    if (!layers.containsKey(node) || graph.isOutput(node.output(0))) {
      return null;
    }
    List<Node> readers = uses.readers(node.output(0));
    if (readers.size() != 1) {
      return null;
    }
    Node reader = readers.get(0);
    return reader.is("Relu") || reader.is("Clip") ? reader : null;
  }

  /** The value that carries a layer's result on: behind its activation, when it has one. */
  private String result(Node layer) {
    Node activation = activationBehind(layer);
    return activation == null ? layer.output(0) : activation.output(0);
  }

  private boolean isInteger(String value) {
    Node maker = uses.maker(value);
    return maker != null && (runsInIntegers(maker) || activations.get(value) == maker);
  }

  private static List<String> dataInputs(Node node) {
    return node.is("Add") || node.is("Concat") ? node.inputs() : node.inputs().subList(0, 1);
  }

  private void collectValues() {
    for (Node node : graph.nodes()) {
      if (layers.containsKey(node)) {
        rangeOf.putIfAbsent(node.input(0), node.input(0));
        // QGemm may end in floats, but not with an activation in between, and QLinearConv never.
        if (node.is("Conv") || activationBehind(node) != null || leadsToIntegers(result(node))) {
          rangeOf.put(result(node), result(node));
        }
      } else if (between.contains(node)) {
        dataInputs(node).forEach(input -> rangeOf.putIfAbsent(input, input));
        String source =
            BETWEEN.get(node.opType()) == Between.SAME_SCALE
                ? rangeOf.get(node.input(0))
                : node.output(0);
        rangeOf.put(node.output(0), source);
      }
    }
  }

  private boolean leadsToIntegers(String value) {
    return uses.readers(value).stream().anyMatch(this::runsInIntegers);
  }

  Graph graph() {
    return graph;
  }

  /** Whether a node reads quantized values. */
  boolean runsInIntegers(Node node) {
    return layers.containsKey(node) || between.contains(node);
  }

  /** The layer that a node is, or null. */
  WeightedLayer layer(Node node) {
    return layers.get(node);
  }

  /** The scales of a layer's weight. */
  Int8Scales scales(WeightedLayer layer) {
    return scales.get(layer.node());
  }

  boolean isQuantized(String value) {
    return rangeOf.containsKey(value);
  }

  /** The value whose range a quantized value takes. */
  String rangeSource(String value) {
    return rangeOf.get(value);
  }

  /** Values whose ranges are needed. */
  Set<String> measured() {
    return new LinkedHashSet<>(rangeOf.values());
  }

  /** Every value that is quantized. */
  Set<String> quantizedValues() {
    return Collections.unmodifiableSet(rangeOf.keySet());
  }

  /** Whether a value leaves a node that runs in integers, so that its float form ends there. */
  boolean comesFromIntegers(String value) {
    Node maker = uses.maker(value);
    return maker != null && (runsInIntegers(maker) || activations.get(value) == maker);
  }

  /** What the report says about a node. */
  NodeDecision decision(Node node) {
    NodeDecision.Outcome outcome = NodeDecision.Outcome.QUANTIZED;
    String detail;
    if (layers.containsKey(node)) {
      detail = "int8 weight, activations in uint8";
    } else if (between.contains(node)) {
      detail = "lies between quantized layers and passes integers on";
    } else if (activations.get(node.output(0)) == node) {
      detail = "part of the range of the layer before it";
    } else if (reasons.containsKey(node)) {
      outcome = NodeDecision.Outcome.SKIPPED;
      detail = reasons.get(node);
    } else if (node.domain().isEmpty() && BETWEEN.containsKey(node.opType())) {
      outcome = NodeDecision.Outcome.KEPT;
      detail = "does not lie between two quantized layers";
    } else {
      outcome = NodeDecision.Outcome.KEPT;
      detail = "has no integer form that this recipe uses";
    }
    return new NodeDecision(SelectedNodes.name(node), node.opType(), outcome, detail);
  }
}
