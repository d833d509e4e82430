package io.edge4j.maven.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.weight.ChannelAxis;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A convolution or fully connected layer with a constant weight, as static quantization sees it.
 *
 * @param weight input 1
 * @param transposed whether the int8 weight swaps the axes that the constant is stored with
 * @param axis of the stored constant, along which the output channels lie
 * @param channels how many outputs
 * @param weightFactor what the weight is multiplied with: a Gemm's alpha
 * @param bias input 2, one number a channel; null without
 * @param biasFactor what the bias is multiplied with: a Gemm's beta
 */
record WeightedLayer(
    Node node,
    Constant weight,
    boolean transposed,
    ChannelAxis axis,
    long channels,
    float weightFactor,
    @Nullable Constant bias,
    float biasFactor) {

  /** Why a weight that is no constant stays fp32. */
  static final String OVERRIDABLE =
      " is also a graph input, which callers of the model may replace";

  @FunctionalInterface
  private interface Reader {
    WeightedLayer read(Node node, Constant weight, @Nullable Constant bias) throws NotQuantizable;
  }

  /**
   * What is peculiar to one operator.
   *
   * @param reader refuses forms without an integer kernel
   * @param channelAxis of the int8 weight, along which the output channels lie
   * @param endsInFloats whether its integer kernel can give floats
   * @param takesBias whether it has an input for one number per channel that is added
   * @param plain takes from the node what its weights have taken up
   */
  private record Operator(
      Reader reader,
      int channelAxis,
      boolean endsInFloats,
      boolean takesBias,
      Consumer<Node> plain) {}

  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "Conv", new Operator(WeightedLayer::conv, 0, false, true, node -> {}),
          "Gemm", new Operator(WeightedLayer::gemm, 1, true, true, WeightedLayer::plainGemm),
          "MatMul", new Operator(WeightedLayer::matMul, 1, true, false, node -> {}));

  /** Operators whose weights recipe static quantizes. */
  static Set<String> operators() {
    return OPERATORS.keySet();
  }

  static boolean isOne(Node node) {
    return node.domain().isEmpty() && OPERATORS.containsKey(node.opType());
  }

  /** The axis of the int8 weight along which the output channels lie. */
  int channelAxis() {
    return operator().channelAxis();
  }

  /** Whether its integer kernel can give floats. */
  boolean endsInFloats() {
    return operator().endsInFloats();
  }

  /** Whether one number per channel can be added to its result without a further node. */
  boolean takesBias() {
    return operator().takesBias();
  }

  /** Takes from the node what the int8 weight and bias have taken up. */
  void simplify() {
    operator().plain().accept(node);
  }

  private Operator operator() {
    return operator(node);
  }

  private static Operator operator(Node node) {
    return Objects.requireNonNull(OPERATORS.get(node.opType()), node::opType);
  }

  /**
   * Reads a node of one of these operators.
   *
   * @throws NotQuantizable when it has a form that no integer kernel of ONNX Runtime takes
   */
  static WeightedLayer of(Graph graph, Node node, Constants constants)
      throws NotQuantizable, IOException {
    Constant weight = constants.find(graph, node.input(1));
    if (weight == null) {
      throw new NotQuantizable("its second operand is computed: there is no weight to quantize");
    }
    check(weight, "weight");
    Constant bias = null;
    if (!node.input(2).isEmpty()) {
      bias = constants.find(graph, node.input(2));
      if (bias == null) {
        throw new NotQuantizable("its bias is computed");
      }
      check(bias, "bias");
    }
    WeightedLayer layer = operator(node).reader().read(node, weight, bias);
    if (bias != null
        && (bias.tensor().rank() == 0
            || bias.tensor().elements() != layer.channels
            || bias.tensor().dims().get(bias.tensor().rank() - 1) != layer.channels)) {
      throw new NotQuantizable("its bias is not one number a channel");
    }
    return layer;
  }

  private static void check(Constant constant, String role) throws NotQuantizable {
    if (!constant.tensor().isFloat()) {
      throw new NotQuantizable(
          "its "
              + role
              + " is "
              + DataType.forNumber(constant.tensor().elementType())
              + "; only float32 is quantized");
    }
    if (constant.overridable()) {
      throw new NotQuantizable("its " + role + OVERRIDABLE);
    }
    if (constant.tensor().elements() == 0) {
      throw new NotQuantizable("its " + role + " is empty");
    }
  }

  private static WeightedLayer conv(Node node, Constant weight, @Nullable Constant bias)
      throws NotQuantizable {
    if (weight.tensor().rank() < 3 || weight.transposed()) {
      throw new NotQuantizable("its weight has " + weight.tensor().rank() + " dimensions");
    }
    return new WeightedLayer(
        node, weight, false, ChannelAxis.ROWS, weight.tensor().dims().get(0), 1, bias, 1);
  }

  private static WeightedLayer gemm(Node node, Constant weight, @Nullable Constant bias)
      throws NotQuantizable {
    if (node.integer("transA", 0) != 0) {
      throw new NotQuantizable("it transposes its input (transA)");
    }
    float alpha = node.real("alpha", 1);
    if (!(alpha > 0)) {
      throw new NotQuantizable("its alpha is " + alpha);
    }
    boolean swap = weight.transposed() != (node.integer("transB", 0) != 0);
    return matrix(node, weight, swap, alpha, bias, node.real("beta", 1));
  }

  private static void plainGemm(Node node) {
    node.withReal("alpha", 1).withReal("beta", 1).withInt("transB", 0);
  }

  private static WeightedLayer matMul(Node node, Constant weight, @Nullable Constant none)
      throws NotQuantizable {
    return matrix(node, weight, weight.transposed(), 1, none, 1);
  }

  private static WeightedLayer matrix(
      Node node, Constant weight, boolean swap, float alpha, @Nullable Constant bias, float beta)
      throws NotQuantizable {
    if (weight.tensor().rank() != 2) {
      throw new NotQuantizable("its weight has " + weight.tensor().rank() + " dimensions, not 2");
    }
    return new WeightedLayer(
        node,
        weight,
        swap,
        swap ? ChannelAxis.ROWS : ChannelAxis.COLUMNS,
        weight.tensor().dims().get(swap ? 0 : 1),
        alpha,
        bias,
        beta);
  }
}
