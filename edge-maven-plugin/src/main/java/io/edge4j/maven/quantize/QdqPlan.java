package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.onnx.ValueUses;
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
import org.jspecify.annotations.Nullable;

/**
 * Which nodes of a graph run in integers, and which values are quantized for that. Layers with
 * weights form the core. What lies between two of them joins in, so that values stay integers on
 * the way; what does not lie between stays fp32, so that nothing is quantized only to be
 * dequantized again.
 */
final class QdqPlan {

  private final StaticLayers layers;
  private final Graph graph;
  private final Constants constants;
  private final ValueUses uses;
  private final Set<Node> between = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Relu and Clip right behind a layer, by that layer. */
  private final IdentityHashMap<Node, Node> activationBehind = new IdentityHashMap<>();

  /** The same, by what they make. */
  private final Map<String, Node> activations = new HashMap<>();

  /** Values that are quantized, each with the value whose range it takes. */
  private final Map<String, String> rangeOf = new LinkedHashMap<>();

  QdqPlan(StaticLayers layers) throws IOException {
    this.layers = layers;
    this.graph = layers.graph();
    this.constants = new Constants(layers.model());
    this.uses = new ValueUses(graph);
    findActivations();
    findBetween();
    collectValues();
  }

  private void findBetween() {
    for (Node node : graph.nodes()) {
      if (canLieBetween(node) && dataInputs(node).stream().allMatch(this::isInteger)) {
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

  private boolean canLieBetween(Node node) {
    return BetweenOperator.of(node)
        .filter(operator -> layers.mayLieBetween(node, operator))
        .isPresent();
  }

  private void findActivations() throws IOException {
    for (Node node : graph.nodes()) {
      List<Node> readers = uses.readers(node.output(0));
      if (layers.has(node) && !graph.isOutput(node.output(0)) && readers.size() == 1) {
        Node reader = readers.get(0);
        if (reader.is("Relu") || (reader.is("Clip") && clipsAroundZero(reader))) {
          activationBehind.put(node, reader);
          activations.put(reader.output(0), reader);
        }
      }
    }
  }

  /** Whether a Clip does no more than a range that holds zero: its bounds are known and say so. */
  private boolean clipsAroundZero(Node clip) throws IOException {
    if (clip.inputs().size() == 1) {
      return clip.real("min", Float.NEGATIVE_INFINITY) <= 0
          && clip.real("max", Float.POSITIVE_INFINITY) >= 0;
    }
    float[] low = bound(clip.input(1));
    float[] high = bound(clip.input(2));
    return low.length == 1 && high.length == 1 && low[0] <= 0 && high[0] >= 0;
  }

  /** A bound as a number, zero for one that is left out, nothing for one that is computed. */
  private float[] bound(String value) throws IOException {
    if (value.isEmpty()) {
      return new float[1];
    }
    Constant constant = constants.find(graph, value);
    return constant == null || constant.overridable() || !constant.tensor().isFloat()
        ? new float[0]
        : constant.tensor().floats();
  }

  /** The value that carries a layer's result on: behind its activation, when it has one. */
  private String result(Node layer) {
    Node activation = activationBehind.get(layer);
    return activation == null ? layer.output(0) : activation.output(0);
  }

  private boolean isInteger(String value) {
    Node maker = uses.maker(value);
    return maker != null && (runsInIntegers(maker) || activations.get(value) == maker);
  }

  private static List<String> dataInputs(Node node) {
    return BetweenOperator.of(node)
        .map(operator -> operator.data(node))
        .orElseGet(() -> node.inputs().subList(0, 1));
  }

  private void collectValues() {
    for (Node node : graph.nodes()) {
      WeightedLayer layer = layers.layer(node);
      if (layer != null) {
        rangeOf.putIfAbsent(node.input(0), node.input(0));
        // Also one that may end in floats may not with an activation in between.
        if (!layer.endsInFloats()
            || activationBehind.containsKey(node)
            || leadsToIntegers(result(node))) {
          rangeOf.put(result(node), result(node));
        }
      } else if (between.contains(node)) {
        dataInputs(node).forEach(input -> rangeOf.putIfAbsent(input, input));
        boolean keepsScale = BetweenOperator.of(node).orElseThrow().keepsScale();
        String source = keepsScale ? rangeSource(node.input(0)) : node.output(0);
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
    return layers.has(node) || between.contains(node);
  }

  /** The layer that a node is, or null. */
  @Nullable WeightedLayer layer(Node node) {
    return layers.layer(node);
  }

  /** The scales of a layer's weight. */
  Int8Scales scales(WeightedLayer layer) {
    return layers.scales(layer.node());
  }

  boolean isQuantized(String value) {
    return rangeOf.containsKey(value);
  }

  /** The value whose range a quantized value takes: its own, or that of another. */
  String rangeSource(String value) {
    return rangeOf.getOrDefault(value, value);
  }

  /**
   * Values whose ranges are needed, by this plan or by one with fewer layers: what takes the range
   * of another value today may have to have its own then.
   */
  Set<String> measured() {
    Set<String> values = new LinkedHashSet<>(rangeOf.keySet());
    values.addAll(rangeOf.values());
    return values;
  }

  /** The values that take their own range. */
  Set<String> rangeSources() {
    return new LinkedHashSet<>(rangeOf.values());
  }

  /**
   * Leaves in fp32 what has no range, and layers whose bias does not fit; gives the others scales
   * with which theirs does.
   *
   * @return whether this plan holds; if not, another one is to be made of the same layers
   */
  boolean fits(MeasuredRanges ranges) throws IOException {
    boolean holds = true;
    for (Node node : graph.nodes()) {
      if (!runsInIntegers(node)) {
        continue;
      }
      try {
        for (String input : layers.has(node) ? node.inputs().subList(0, 1) : dataInputs(node)) {
          ranges.require(rangeSource(input));
        }
        String result = result(node);
        if (rangeOf.containsKey(result)) {
          ranges.require(rangeSource(result));
        }
        WeightedLayer layer = layers.layer(node);
        Constant bias = layer == null ? null : layer.bias();
        if (layer != null && bias != null) {
          // What leaves the model is not rounded away, however coarse its integers are.
          boolean inside = rangeOf.containsKey(result) && !graph.isOutput(result);
          float step = inside ? ranges.of(rangeSource(result)).scale() : 0;
          BiasFit fit = new BiasFit(layer, bias, ranges.of(rangeSource(node.input(0))), step);
          layers.setScales(node, fit.scales(layers.scales(node)));
        }
      } catch (NotQuantizable reason) {
        layers.drop(node, reason.getMessage());
        holds = false;
      }
    }
    return holds;
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

  /**
   * Whether a value is made by a node that stays fp32 although ONNX Runtime would run it in
   * integers as soon as those are read before it and made behind it.
   */
  boolean isKeptFromFusion(String value) {
    Node maker = uses.maker(value);
    return maker != null && BetweenOperator.of(maker).isPresent() && layers.reason(maker) != null;
  }

  /** What the report says about a node. */
  NodeDecision decision(Node node) {
    NodeDecision.Outcome outcome = NodeDecision.Outcome.QUANTIZED;
    String reason = layers.reason(node);
    String detail;
    if (layers.has(node)) {
      detail = "int8 weight, activations in uint8";
    } else if (between.contains(node)) {
      detail = "lies between quantized layers and passes integers on";
    } else if (activations.get(node.output(0)) == node) {
      detail = "part of the range of the layer before it";
    } else if (reason != null) {
      outcome = NodeDecision.Outcome.SKIPPED;
      detail = reason;
    } else if (BetweenOperator.of(node).isPresent()) {
      outcome = NodeDecision.Outcome.KEPT;
      detail = "does not lie between two quantized layers";
    } else {
      outcome = NodeDecision.Outcome.KEPT;
      detail = "has no integer form that this recipe uses";
    }
    return new NodeDecision(SelectedNodes.name(node), node.opType(), outcome, detail);
  }
}
