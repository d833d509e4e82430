package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.weight.ChannelAxis;
import io.edge4j.maven.quantize.weight.Int8Scales;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The layers with weights of one graph that recipe static can quantize, with the scales of their
 * weights, and why the others stay fp32.
 */
final class StaticLayers {
  /** QLinearConv and its like came with this version of ONNX's operators. */
  private static final int INTEGER_OPERATORS = 10;

  private final Model model;
  private final Graph graph;
  private final SelectedNodes selected;
  private final IdentityHashMap<Node, WeightedLayer> layers = new IdentityHashMap<>();
  private final IdentityHashMap<Node, Int8Scales> scales = new IdentityHashMap<>();
  private final IdentityHashMap<Node, String> reasons = new IdentityHashMap<>();

  /**
   * Finds them.
   *
   * @param obstacle why the model could not be raised to a later opset; empty when it was
   */
  static StaticLayers find(
      Model model,
      Graph graph,
      SelectedNodes selected,
      StaticOptions options,
      Optional<String> obstacle)
      throws IOException {
    StaticLayers found = new StaticLayers(model, graph, selected);
    found.find(new Constants(model), options, obstacle);
    if (options.keepFirstAndLast()) {
      found.keepEnds();
    }
    return found;
  }

  private StaticLayers(Model model, Graph graph, SelectedNodes selected) {
    this.model = model;
    this.graph = graph;
    this.selected = selected;
  }

  private void find(Constants constants, StaticOptions options, Optional<String> obstacle)
      throws IOException {
    for (Node node : graph.nodes()) {
      if (!WeightedLayer.isOne(node)) {
        continue;
      }
      try {
        selected.check(node);
        if (model.opset("") < INTEGER_OPERATORS) {
          throw new NotQuantizable(
              "needs opset "
                  + INTEGER_OPERATORS
                  + ", the model is of opset "
                  + model.opset("")
                  + obstacle.map(reason -> " and " + reason).orElse(""));
        }
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
    return Int8Scales.measure(
            layer.weight().tensor(),
            options.perChannel() ? layer.axis() : ChannelAxis.NONE,
            options.reduceRange())
        .orElseThrow(() -> new NotQuantizable("its weight holds values that are not finite"));
  }

  private void keepEnds() {
    List<Node> ordered = graph.nodes().stream().filter(layers::containsKey).toList();
    if (!ordered.isEmpty()) {
      for (Node end : List.of(ordered.get(0), ordered.get(ordered.size() - 1))) {
        drop(end, "the first and the last layer are kept in fp32 (keepFirstAndLast)");
      }
    }
  }

  Model model() {
    return model;
  }

  Graph graph() {
    return graph;
  }

  boolean has(Node node) {
    return layers.containsKey(node);
  }

  boolean isEmpty() {
    return layers.isEmpty();
  }

  /** The layer that a node is; null when it is none, or stays fp32. */
  @Nullable WeightedLayer layer(Node node) {
    return layers.get(node);
  }

  /** The scales of a layer's weight. */
  Int8Scales scales(Node node) {
    return Objects.requireNonNull(scales.get(node), () -> node + " is no layer");
  }

  void setScales(Node node, Int8Scales wider) {
    scales.put(node, wider);
  }

  /** Leaves a node in fp32, a layer or one that could have lain between layers. */
  void drop(Node node, String reason) {
    layers.remove(node);
    reasons.put(node, reason);
  }

  /** Why a node stays fp32; null when nothing was said against it. */
  @Nullable String reason(Node node) {
    return reasons.get(node);
  }

  /** Whether a node of that operator may run in integers when its neighbours do. */
  boolean mayLieBetween(Node node, BetweenOperator operator) {
    if (reasons.containsKey(node)) {
      return false;
    }
    try {
      selected.check(node);
      operator.check(node, model);
      return true;
    } catch (NotQuantizable reason) {
      reasons.put(node, reason.getMessage());
      return false;
    }
  }
}
