package io.edge4j.maven.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.onnx.ValueNames;
import io.edge4j.maven.quantize.weight.ChannelAxis;
import io.edge4j.maven.quantize.weight.Int8Scales;
import io.edge4j.maven.quantize.weight.Int8Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Weights and activations to integers with ranges that were measured before, in the QDQ form:
 * QuantizeLinear and DequantizeLinear around what stays a float operator in the file and becomes
 * QLinearConv, QGemm and their like when ONNX Runtime loads it. Activations are uint8 with a zero
 * point, weights int8 symmetric, biases int32 of scale {@code input scale * weight scale}: what the
 * x86 and ARM kernels want.
 */
public final class StaticRecipe {
  /** Quantization along an axis came with this version of ONNX's operators. */
  private static final int QUANTIZE_LINEAR_WITH_AXIS = 13;

  private static final String MICROSOFT = "com.microsoft";

  /** The largest magnitude that a corrected bias may have in integers: sums need the rest. */
  private static final double LARGEST_CORRECTED = 1 << 30;

  private final Model model;
  private final QdqPlan plan;
  private final Map<String, float[]> shifts;
  private final ValueNames names;
  private final Set<String> orphans = new HashSet<>();
  private final Map<String, String> outside = new HashMap<>();
  private final Map<StoredWeight, Initializer> weights = new HashMap<>();
  private final List<Node> emitted = new ArrayList<>();

  private StaticRecipe(Model model, QdqPlan plan, Map<String, float[]> shifts) {
    this.model = model;
    this.plan = plan;
    this.shifts = shifts;
    this.names = new ValueNames(model);
  }

  /**
   * Changes a model in place, by a plan made for it and ranges of the values that it measures.
   *
   * @param shifts what is taken off the results of layers, one number per channel, by the value
   *     that a layer makes
   */
  static List<NodeDecision> apply(
      Model model, QdqPlan plan, MeasuredRanges ranges, Map<String, float[]> shifts)
      throws IOException {
    model.separateInitializersFromInputs();
    List<NodeDecision> decisions = new ArrayList<>();
    for (Node node : plan.graph().nodes()) {
      decisions.add(plan.decision(node));
    }
    for (Graph inner : model.graphs()) {
      if (inner != plan.graph()) {
        inner.nodes().forEach(node -> decisions.add(inside(node)));
      }
    }
    new StaticRecipe(model, plan, shifts).rewrite(ranges);
    return decisions;
  }

  private static NodeDecision inside(Node node) {
    boolean layer = WeightedLayer.isOne(node);
    return new NodeDecision(
        SelectedNodes.name(node),
        node.opType(),
        layer ? NodeDecision.Outcome.SKIPPED : NodeDecision.Outcome.KEPT,
        "it is in a branch or a loop: recipe static measures ranges in the main graph only");
  }

  private void rewrite(MeasuredRanges ranges) throws IOException {
    Map<String, Scale> scales = new HashMap<>();
    for (String value : plan.rangeSources()) {
      scales.put(value, store(value, ranges.of(value)));
    }
    Graph graph = plan.graph();
    for (Node node : graph.nodes()) {
      WeightedLayer layer = plan.layer(node);
      if (layer != null) {
        quantizeParameters(layer, ranges);
      }
      if (plan.runsInIntegers(node)) {
        BetweenOperator.of(node).ifPresent(operator -> operator.simplify(node));
        for (int i = 0; i < node.inputs().size(); i++) {
          readQuantized(node, i, scales);
        }
      }
      emitted.add(node);
      String result = node.output(0);
      if (plan.isQuantized(result) && plan.comesFromIntegers(result)) {
        String real = names.fresh(result + "_f");
        node.setOutput(0, real);
        emitPair(real, scaleOf(result, scales), result);
      }
    }
    graph.setNodes(emitted);
    Constants.removeUnread(model, orphans);
  }

  /** A weight in one orientation, with its scales. */
  private record StoredWeight(String name, boolean transposed, List<Float> scales) {}

  /** Names of a stored scale and zero point. */
  private record Scale(String scale, String zeroPoint) {}

  private Scale scaleOf(String value, Map<String, Scale> scales) {
    return Objects.requireNonNull(scales.get(plan.rangeSource(value)), value);
  }

  private Scale store(String value, ValueRange range) {
    Initializer scale =
        Initializer.ofFloats(names.fresh(value + "_scale"), List.of(), range.scale());
    Initializer zero =
        Initializer.ofBytes(
            names.fresh(value + "_zero"),
            DataType.UINT8_VALUE,
            List.of(),
            (byte) range.zeroPoint());
    plan.graph().addInitializer(scale);
    plan.graph().addInitializer(zero);
    return new Scale(scale.name(), zero.name());
  }

  /** A value from outside the integers is quantized once, for all that read it in integers. */
  private void readQuantized(Node node, int input, Map<String, Scale> scales) {
    String value = node.input(input);
    if (!plan.isQuantized(value) || plan.comesFromIntegers(value)) {
      return;
    }
    String dequantized =
        outside.computeIfAbsent(
            value,
            v -> {
              String target = names.fresh(v + "_dq");
              emitPair(plan.isKeptFromFusion(v) ? screen(v) : v, scaleOf(v, scales), target);
              return target;
            });
    node.setInput(input, dequantized);
  }

  /**
   * Hands a value on by the one operator of one input that ONNX Runtime neither removes nor puts
   * into integers, so that it does not take the node before for one that runs in integers.
   */
  private String screen(String value) {
    String same = names.fresh(value + "_f");
    emitted.add(Node.of("Max", "", List.of(value), List.of(same)));
    return same;
  }

  private void emitPair(String from, Scale scale, String to) {
    String quantized = names.fresh(to + "_q");
    emitted.add(
        linear("QuantizeLinear", List.of(from, scale.scale(), scale.zeroPoint()), quantized));
    emitted.add(
        linear("DequantizeLinear", List.of(quantized, scale.scale(), scale.zeroPoint()), to));
  }

  private Node linear(String operator, List<String> inputs, String output) {
    boolean standard = model.opset("") >= QUANTIZE_LINEAR_WITH_AXIS;
    if (!standard) {
      model.importOpset(MICROSOFT, 1);
    }
    return Node.of(standard ? "" : MICROSOFT, operator, "", inputs, List.of(output));
  }

  private void quantizeParameters(WeightedLayer layer, MeasuredRanges ranges) throws IOException {
    Node node = layer.node();
    float[] weightScales = plan.scales(layer).times(layer.weightFactor());
    Initializer int8 = int8(layer);
    replace(node, 1, int8, weightScales, layer.channelAxis());
    if (layer.bias() != null || shifts.containsKey(node.output(0))) {
      float inputScale = ranges.of(plan.rangeSource(node.input(0))).scale();
      quantizeBias(layer, inputScale, weightScales);
    }
    layer.simplify();
  }

  /** The integers of a weight, stored once for all layers that share it. */
  private Initializer int8(WeightedLayer layer) {
    Initializer weight = layer.weight().tensor();
    return weights.computeIfAbsent(
        new StoredWeight(weight.name(), layer.transposed(), plan.scales(layer).list()),
        key -> {
          Int8Scales scales = plan.scales(layer);
          ChannelAxis axis = scales.perChannel() ? layer.axis() : ChannelAxis.NONE;
          List<Long> dims = weight.dims();
          Initializer int8 =
              Initializer.of(
                  names.fresh(weight.name() + "_q"),
                  DataType.INT8_VALUE,
                  layer.transposed() ? List.of(dims.get(1), dims.get(0)) : dims,
                  new Int8Weight(weight, scales, axis, layer.transposed()));
          plan.graph().addInitializer(int8);
          return int8;
        });
  }

  private void quantizeBias(WeightedLayer layer, float inputScale, float[] weightScales)
      throws IOException {
    Node node = layer.node();
    Constant stored = layer.bias();
    String name = stored == null ? node.output(0) + "_bias" : stored.tensor().name();
    float[] none = new float[Math.toIntExact(layer.channels())];
    float[] bias = stored == null ? none : stored.tensor().floats();
    float[] shift = shifts.getOrDefault(node.output(0), none);
    float[] scales = new float[weightScales.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Math.max(inputScale * weightScales[i], Float.MIN_NORMAL);
    }
    int[] quantized = new int[bias.length];
    for (int i = 0; i < bias.length; i++) {
      double scale = scales[scales.length == 1 ? 0 : i];
      double steps = Math.rint((double) bias[i] * layer.biasFactor() / scale);
      double corrected = Math.rint(((double) bias[i] * layer.biasFactor() - shift[i]) / scale);
      steps = Math.abs(corrected) <= LARGEST_CORRECTED ? corrected : steps;
      quantized[i] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, steps));
    }
    Initializer int32 = Initializer.ofInts(names.fresh(name + "_q"), quantized);
    plan.graph().addInitializer(int32);
    replace(node, 2, int32, scales, 0);
  }

  /** Puts a dequantized integer constant in an input's place. */
  private void replace(Node node, int input, Initializer integers, float[] scales, int axis) {
    Graph graph = plan.graph();
    orphans.add(node.input(input));
    boolean perChannel = scales.length > 1;
    List<Long> dims = perChannel ? List.of((long) scales.length) : List.of();
    Initializer scale = Initializer.ofFloats(names.fresh(integers.name() + "_scale"), dims, scales);
    Initializer zero =
        Initializer.ofBytes(
            names.fresh(integers.name() + "_zero"),
            integers.elementType(),
            dims,
            new byte[scales.length * (integers.elementType() == DataType.INT32_VALUE ? 4 : 1)]);
    graph.addInitializer(scale);
    graph.addInitializer(zero);
    String real = names.fresh(integers.name() + "_dq");
    Node dequantize =
        linear("DequantizeLinear", List.of(integers.name(), scale.name(), zero.name()), real);
    if (perChannel) {
      dequantize.withInt("axis", axis);
    }
    emitted.add(dequantize);
    node.setInput(input, real);
  }
}
