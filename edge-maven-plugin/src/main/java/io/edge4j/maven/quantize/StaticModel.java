package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.onnx.BatchNormFolding;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.onnx.OpsetRaising;
import io.edge4j.maven.onnx.PassThroughRemoval;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An fp32 model as recipe static wants it: batch normalizations folded, nodes that hand a value on
 * removed, and raised to an opset that has the integer operators. It computes the same. It is made
 * and measured once, however many candidates come of it.
 */
final class StaticModel {

  /** How ranges of values are found. */
  @FunctionalInterface
  interface Measurement {
    MeasuredRanges measure(Path model, Collection<String> values)
        throws IOException, OrtException, StageException;
  }

  /** A node of the model as it came: what reports call it, and its operator. */
  private record Origin(String name, String opType) {}

  private final Path file;
  private final StaticOptions options;
  private final Measurement measurement;
  private final Optional<String> obstacle;
  private final List<Origin> origins;
  private final Map<String, String> gone;
  private final Map<String, float[]> shifts;
  private MeasuredRanges measured = new MeasuredRanges(Map.of(), Map.of());

  private StaticModel(
      Path file,
      StaticOptions options,
      Measurement measurement,
      Optional<String> obstacle,
      List<Origin> origins,
      Map<String, String> gone,
      Map<String, float[]> shifts) {
    this.file = file;
    this.options = options;
    this.measurement = measurement;
    this.obstacle = obstacle;
    this.origins = origins;
    this.gone = gone;
    this.shifts = shifts;
  }

  /**
   * Prepares a model.
   *
   * @param model as it was read; it is changed
   * @param file where it goes
   */
  static StaticModel prepare(Model model, Path file, StaticOptions options, Measurement measurement)
      throws IOException {
    List<Origin> origins = new ArrayList<>();
    for (Graph graph : model.graphs()) {
      for (Node node : graph.nodes()) {
        // Folding renames values, and reports and patterns call a node without a name by its value.
        node.setName(SelectedNodes.name(node));
        origins.add(new Origin(node.name(), node.opType()));
      }
    }
    Map<String, String> gone = new HashMap<>();
    BatchNormFolding.fold(model)
        .forEach(node -> gone.put(node.name(), "folded into the layer before it"));
    Optional<String> obstacle = OpsetRaising.raise(model);
    PassThroughRemoval.remove(model)
        .forEach(node -> gone.put(node.name(), "hands its input on, so it is not needed"));
    model.separateInitializersFromInputs();
    model.write(file, ExternalData.WHEN_NEEDED);
    return new StaticModel(file, options, measurement, obstacle, origins, gone, Map.of());
  }

  /**
   * The same with other weights, still computing the same in fp32.
   *
   * @param equalized what became of the prepared model
   * @param target where it goes
   */
  StaticModel with(Model equalized, Path target) throws IOException {
    equalized.write(target, ExternalData.WHEN_NEEDED);
    return new StaticModel(target, options, measurement, obstacle, origins, gone, Map.of());
  }

  /**
   * The same with biases from which, once a layer runs in integers, a shift is taken off.
   *
   * @param shifts one number per channel, by the value that the layer makes
   */
  StaticModel with(Map<String, float[]> shifts) {
    StaticModel corrected =
        new StaticModel(file, options, measurement, obstacle, origins, gone, shifts);
    corrected.measured = measured;
    return corrected;
  }

  /** The prepared model, still fp32, whose values have the names that the quantized one has. */
  Path file() {
    return file;
  }

  /**
   * A quantized model.
   *
   * @param nodes one per node of the model as it came, in its order
   * @param values that run in integers
   * @param corrigible what layers make whose bias can be corrected, in the order in which they run
   */
  record Quantized(
      Model model,
      List<NodeDecision> nodes,
      Set<String> values,
      List<ChannelMeans.Value> corrigible) {

    /** Whether nothing was quantized. */
    boolean isEmpty() {
      return values.isEmpty();
    }
  }

  /**
   * Quantizes anew.
   *
   * @param selection which nodes may be quantized
   * @param kept names of nodes that stay fp32
   */
  Quantized quantize(NodeSelection selection, Set<String> kept)
      throws IOException, OrtException, StageException {
    Model model = Model.read(file);
    QdqPlan plan = plan(model, selection, kept);
    List<ChannelMeans.Value> corrigible = corrigible(plan);
    List<NodeDecision> decisions = StaticRecipe.apply(model, plan, measured, shifts);
    return new Quantized(model, inOrder(decisions), plan.quantizedValues(), corrigible);
  }

  private static List<ChannelMeans.Value> corrigible(QdqPlan plan) {
    List<ChannelMeans.Value> values = new ArrayList<>();
    for (Node node : plan.graph().nodes()) {
      WeightedLayer layer = plan.layer(node);
      if (layer != null && layer.takesBias()) {
        values.add(
            new ChannelMeans.Value(
                node.output(0), Math.toIntExact(layer.channels()), node.is("Conv")));
      }
    }
    return values;
  }

  private QdqPlan plan(Model model, NodeSelection selection, Set<String> kept)
      throws IOException, OrtException, StageException {
    SelectedNodes selected = new SelectedNodes(model, selection, kept);
    StaticLayers layers = StaticLayers.find(model, model.graph(), selected, options, obstacle);
    QdqPlan plan = new QdqPlan(layers);
    measure(plan.measured());
    while (!plan.fits(measured)) {
      plan = new QdqPlan(layers);
    }
    return plan;
  }

  /** Measures what no candidate before needed. */
  private void measure(Set<String> values) throws IOException, OrtException, StageException {
    Set<String> unknown = new LinkedHashSet<>(values);
    unknown.removeAll(measured.ranges().keySet());
    unknown.removeAll(measured.problems().keySet());
    if (unknown.isEmpty()) {
      return;
    }
    MeasuredRanges more = measurement.measure(file, unknown);
    Map<String, ValueRange> ranges = new LinkedHashMap<>(measured.ranges());
    ranges.putAll(more.ranges());
    Map<String, String> problems = new LinkedHashMap<>(measured.problems());
    problems.putAll(more.problems());
    measured = new MeasuredRanges(ranges, problems);
  }

  private List<NodeDecision> inOrder(List<NodeDecision> decisions) {
    Map<String, Deque<NodeDecision>> byName = new HashMap<>();
    decisions.forEach(
        decision ->
            byName.computeIfAbsent(decision.node(), name -> new ArrayDeque<>()).add(decision));
    List<NodeDecision> ordered = new ArrayList<>();
    for (Origin origin : origins) {
      Deque<NodeDecision> found = byName.getOrDefault(origin.name(), new ArrayDeque<>());
      ordered.add(
          found.isEmpty()
              ? new NodeDecision(
                  origin.name(),
                  origin.opType(),
                  NodeDecision.Outcome.KEPT,
                  gone.getOrDefault(origin.name(), "written in a later opset"))
              : found.remove());
    }
    return ordered;
  }
}
