package io.edge4j.maven.quantize;

import static java.util.Map.entry;

import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operator without weights that runs in integers when it lies between layers that do: ONNX
 * Runtime has a kernel for it behind the QDQ form. What the integer kernels lack although the float
 * ones have it was found by running both (1.28); a node that asks for it stays fp32.
 *
 * @param scale how it treats the scale of what it passes on
 * @param reads which of its inputs are values that are quantized
 * @param limit what its kernel cannot do
 * @param meaningless an attribute that says nothing then, and that the kernel does not know; empty
 *     for none
 */
record BetweenOperator(Scale scale, Reads reads, Limit limit, String meaningless) {

  /** How an operator treats the scale of what it passes on. */
  private enum Scale {
    /** The output takes the input's scale: values are only moved or chosen. */
    KEPT,
    /** The output has a scale of its own. */
    OWN
  }

  private enum Reads {
    FIRST_INPUT,
    ALL_INPUTS
  }

  /** What an integer kernel cannot do. */
  @FunctionalInterface
  private interface Limit {
    void check(Node node, Model model) throws NotQuantizable;
  }

  private static final Limit NONE = (node, model) -> {};

  /** Integer MaxPool came with this version of ONNX's operators. */
  private static final int INTEGER_MAX_POOL = 12;

  private static final Map<String, BetweenOperator> ALL =
      Map.ofEntries(
          entry(
              "MaxPool",
              new BetweenOperator(Scale.KEPT, Reads.FIRST_INPUT, BetweenOperator::maxPool, "")),
          entry("Reshape", moving()),
          entry("Flatten", moving()),
          entry("Transpose", moving()),
          entry("Squeeze", moving()),
          entry("Unsqueeze", moving()),
          entry("Add", new BetweenOperator(Scale.OWN, Reads.ALL_INPUTS, NONE, "")),
          entry("Concat", new BetweenOperator(Scale.OWN, Reads.ALL_INPUTS, NONE, "")),
          entry(
              "AveragePool",
              new BetweenOperator(
                  Scale.OWN, Reads.FIRST_INPUT, BetweenOperator::averagePool, "dilations")),
          entry("GlobalAveragePool", new BetweenOperator(Scale.OWN, Reads.FIRST_INPUT, NONE, "")));

  private static BetweenOperator moving() {
    return new BetweenOperator(Scale.KEPT, Reads.FIRST_INPUT, NONE, "");
  }

  /** Empty for a node of another operator. */
  static Optional<BetweenOperator> of(Node node) {
    return node.domain().isEmpty() ? Optional.ofNullable(ALL.get(node.opType())) : Optional.empty();
  }

  boolean keepsScale() {
    return scale == Scale.KEPT;
  }

  /** The values that it reads in integers. */
  List<String> data(Node node) {
    return reads == Reads.ALL_INPUTS ? node.inputs() : node.inputs().subList(0, 1);
  }

  /**
   * Returns when the kernel can do what the node asks for.
   *
   * @throws NotQuantizable saying what it cannot do
   */
  void check(Node node, Model model) throws NotQuantizable {
    limit.check(node, model);
  }

  /** Takes away what says nothing and what the kernel does not know. */
  void simplify(Node node) {
    if (!meaningless.isEmpty()) {
      node.remove(meaningless);
    }
  }

  private static void maxPool(Node node, Model model) throws NotQuantizable {
    if (model.opset("") < INTEGER_MAX_POOL) {
      throw new NotQuantizable("needs opset " + INTEGER_MAX_POOL + " to pool integers");
    }
    if (!node.output(1).isEmpty()) {
      throw new NotQuantizable("it tells where the largest values were, which integers cannot");
    }
  }

  private static void averagePool(Node node, Model model) throws NotQuantizable {
    if (node.integers("dilations").stream().anyMatch(dilation -> dilation != 1)) {
      throw new NotQuantizable(
          "QLinearAveragePool of ONNX Runtime has no dilations, and these are "
              + node.integers("dilations"));
    }
    if (node.integer("ceil_mode", 0) != 0 && node.integer("count_include_pad", 0) != 0) {
      throw new NotQuantizable(
          "QLinearAveragePool of ONNX Runtime counts wrongly with ceil_mode and count_include_pad");
    }
  }
}
