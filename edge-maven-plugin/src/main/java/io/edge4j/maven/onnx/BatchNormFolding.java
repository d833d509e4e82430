package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folds what is linear per channel into the Conv, ConvTranspose or Gemm before it: batch
 * normalization, and Mul and Add with one constant per channel. For inference one layer with other
 * weights then does the work of two operators.
 *
 * <p>{@code gamma * (layer(x, w) + b - mean) / sqrt(var + epsilon) + beta} is {@code layer(x, w *
 * s) + (b - mean) * s + beta} with {@code s = gamma / sqrt(var + epsilon)}, channel by channel.
 */
public final class BatchNormFolding {
  private static final Set<String> LAYERS = Set.of("Conv", "ConvTranspose", "Gemm");

  /** Before this version a batch normalization says otherwise whether it is one for inference. */
  private static final int INFERENCE_BY_DEFAULT = 7;

  private final Graph graph;
  private final Constants constants;
  private final ValueNames names;
  private final ValueUses uses;
  private final Map<String, Node> makers = new HashMap<>();
  private final List<Node> gone = new ArrayList<>();
  private final Set<String> orphans = new HashSet<>();

  private BatchNormFolding(Graph graph, Constants constants, ValueNames names) {
    this.graph = graph;
    this.constants = constants;
    this.names = names;
    this.uses = new ValueUses(graph);
  }

  /**
   * Folds whatever can be folded, in branches and loops as well. Values keep their names, weights
   * that other nodes read stay as they are.
   *
   * @return the nodes that are gone
   */
  public static List<Node> fold(Model model) throws IOException {
    if (model.opset("") < INFERENCE_BY_DEFAULT) {
      return List.of();
    }
    Constants constants = new Constants(model);
    ValueNames names = new ValueNames(model);
    Set<String> orphans = new HashSet<>();
    List<Node> folded = new ArrayList<>();
    for (Graph graph : model.graphs()) {
      BatchNormFolding folding = new BatchNormFolding(graph, constants, names);
      folding.run();
      folded.addAll(folding.gone);
      orphans.addAll(folding.orphans);
    }
    Constants.removeUnread(model, orphans);
    return folded;
  }

  private void run() throws IOException {
    for (Node node : graph.nodes()) {
      String before = layerInput(node);
      Node layer = before == null ? null : makers.get(before);
      if (before != null && layer != null && fold(layer, node, before)) {
        gone.add(node);
        orphans.addAll(node.inputs());
        makers.put(node.output(0), layer);
      } else if (node.domain().isEmpty() && LAYERS.contains(node.opType())) {
        makers.put(node.output(0), node);
      }
    }
    if (!gone.isEmpty()) {
      List<Node> kept = new ArrayList<>(graph.nodes());
      kept.removeIf(gone::contains);
      graph.setNodes(kept);
    }
  }

  /** The input that a layer may make, of a node that can be folded into it; null for others. */
  private @Nullable String layerInput(Node node) {
    if (node.is("BatchNormalization")) {
      return node.input(0);
    }
    if (node.is("Mul") || node.is("Add")) {
      return makers.containsKey(node.input(0)) ? node.input(0) : node.input(1);
    }
    return null;
  }

  /** One factor and one summand per channel. */
  private static final class Affine {
    private final double[] factor;
    private final double[] summand;

    Affine(double[] factor, double[] summand) {
      this.factor = factor;
      this.summand = summand;
    }
  }

  /** The weight and bias of a layer as numbers; it may have no bias. */
  private record Parameters(Initializer weight, @Nullable Initializer bias) {}

  private boolean fold(Node layer, Node node, String between) throws IOException {
    if (graph.isOutput(between) || uses.readers(between).size() != 1) {
      return false;
    }
    Parameters parameters = parameters(layer);
    if (parameters == null) {
      return false;
    }
    int channels = channels(layer, parameters.weight());
    Affine affine =
        node.is("BatchNormalization")
            ? normalization(node, channels)
            : arithmetic(node, between, channels, parameters.weight().rank());
    return affine != null && apply(layer, parameters, affine, node.output(0));
  }

  private @Nullable Parameters parameters(Node layer) {
    Initializer weight = stored(layer.input(1));
    long group = layer.is("ConvTranspose") ? layer.integer("group", 1) : 1;
    if (weight == null
        || weight.rank() < 2
        || weight.elements() == 0
        || group < 1
        || weight.dims().get(0) % group != 0) {
      return null;
    }
    if (layer.input(2).isEmpty()) {
      return new Parameters(weight, null);
    }
    Initializer bias = stored(layer.input(2));
    int channels = channels(layer, weight);
    boolean onePerChannel =
        bias != null
            && bias.rank() > 0
            && bias.elements() == channels
            && bias.dims().get(bias.rank() - 1) == channels;
    return onePerChannel ? new Parameters(weight, bias) : null;
  }

  /** The float32 constant that a value is, as it is stored; null for everything else. */
  private @Nullable Initializer stored(String value) {
    Constant constant = constants.find(graph, value);
    return constant == null
            || constant.transposed()
            || constant.overridable()
            || constant.tensor().elementType() != DataType.FLOAT_VALUE
        ? null
        : constant.tensor();
  }

  private static int channels(Node layer, Initializer weight) {
    long channels =
        switch (layer.opType()) {
          case "Conv" -> weight.dims().get(0);
          case "ConvTranspose" -> weight.dims().get(1) * layer.integer("group", 1);
          default -> weight.dims().get(layer.integer("transB", 0) == 0 ? 1 : 0);
        };
    return Math.toIntExact(channels);
  }

  private @Nullable Affine normalization(Node node, int channels) throws IOException {
    boolean forInference =
        node.integer("training_mode", 0) == 0
            && node.integer("spatial", 1) == 1
            && node.outputs().stream().skip(1).allMatch(String::isEmpty);
    float[][] values = new float[4][];
    for (int i = 0; i < values.length; i++) {
      Initializer tensor = stored(node.input(i + 1));
      if (!forInference || tensor == null || tensor.elements() != channels) {
        return null;
      }
      values[i] = tensor.floats();
    }
    double[] factor = new double[channels];
    double[] summand = new double[channels];
    double epsilon = node.real("epsilon", 1e-5f);
    for (int i = 0; i < channels; i++) {
      factor[i] = values[0][i] / Math.sqrt(values[3][i] + epsilon);
      summand[i] = values[1][i] - values[2][i] * factor[i];
    }
    return new Affine(factor, summand);
  }

  /** A Mul or an Add whose other operand is one number, or one per channel. */
  private @Nullable Affine arithmetic(Node node, String between, int channels, int rank)
      throws IOException {
    Initializer tensor = stored(node.input(0).equals(between) ? node.input(1) : node.input(0));
    if (tensor == null || tensor.rank() > rank) {
      return null;
    }
    // Axes are counted from the last one; channels are axis 1 of what the layer gives.
    int axis = tensor.rank() - (rank - 1);
    boolean onePerChannel =
        axis >= 0 && tensor.elements() == channels && tensor.dims().get(axis) == channels;
    if (tensor.elements() != 1 && !onePerChannel) {
      return null;
    }
    float[] values = tensor.floats();
    double[] each = new double[channels];
    for (int i = 0; i < channels; i++) {
      each[i] = values[values.length == 1 ? 0 : i];
    }
    double[] neutral = new double[channels];
    if (node.is("Add")) {
      Arrays.fill(neutral, 1);
      return new Affine(neutral, each);
    }
    return new Affine(each, neutral);
  }

  /** Gives the layer its new parameters, unless a number would leave the range of floats. */
  private boolean apply(Node layer, Parameters parameters, Affine affine, String result)
      throws IOException {
    float[] weight = parameters.weight().floats();
    float[] bias = new float[affine.factor.length];
    boolean finite = true;
    for (int i = 0; i < weight.length; i++) {
      int channel = channel(layer, parameters.weight().dims(), i);
      float scaled = (float) (weight[i] * affine.factor[channel]);
      finite &= Float.isFinite(scaled) || !Float.isFinite(weight[i]);
      weight[i] = scaled;
    }
    float[] old = parameters.bias() == null ? new float[bias.length] : parameters.bias().floats();
    double beta = layer.is("Gemm") ? layer.real("beta", 1) : 1;
    for (int i = 0; i < bias.length; i++) {
      bias[i] = (float) (old[i] * beta * affine.factor[i] + affine.summand[i]);
      finite &= Float.isFinite(bias[i]) || !Float.isFinite(old[i]);
    }
    if (!finite) {
      return false;
    }
    replace(layer, 1, Initializer.ofFloats("", parameters.weight().dims(), weight));
    replace(layer, 2, Initializer.ofFloats("", List.of((long) bias.length), bias));
    if (layer.is("Gemm")) {
      layer.withReal("beta", 1);
    }
    layer.setOutput(0, result);
    return true;
  }

  private static int channel(Node layer, List<Long> dims, int index) {
    long inner = dims.stream().skip(2).reduce(1L, (a, b) -> a * b);
    long row = index / (dims.get(1) * inner);
    long column = index / inner % dims.get(1);
    long channel =
        switch (layer.opType()) {
          case "Conv" -> row;
          case "ConvTranspose" ->
              row / (dims.get(0) / layer.integer("group", 1)) * dims.get(1) + column;
          default -> layer.integer("transB", 0) == 0 ? column : row;
        };
    return (int) channel;
  }

  private void replace(Node layer, int input, Initializer values) {
    String old = layer.input(input);
    orphans.add(old);
    Initializer named =
        values.named(names.fresh((old.isEmpty() ? layer.output(0) + "_bias" : old) + "_folded"));
    graph.addInitializer(named);
    layer.setInput(input, named.name());
  }
}
