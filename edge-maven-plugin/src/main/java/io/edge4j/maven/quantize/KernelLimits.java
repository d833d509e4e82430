package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import java.util.Map;

/**
 * What the integer kernels of ONNX Runtime lack although the float ones have it, found by running
 * both (1.28). A node that asks for it stays fp32.
 */
final class KernelLimits {
  /** QLinearConv and its like came with this version of ONNX's operators. */
  static final int INTEGER_OPERATORS = 10;

  /** Integer MaxPool came with this one. */
  private static final int INTEGER_MAX_POOL = 12;

  @FunctionalInterface
  private interface Limit {
    void check(Node node, Model model) throws NotQuantizable;
  }

  private static final Map<String, Limit> LIMITS =
      Map.of("MaxPool", KernelLimits::maxPool, "AveragePool", KernelLimits::averagePool);

  private KernelLimits() {}

  /**
   * Returns when the kernel can do what the node asks for.
   *
   * @throws NotQuantizable saying what it cannot do
   */
  static void check(Node node, Model model) throws NotQuantizable {
    Limit limit = LIMITS.get(node.opType());
    if (limit != null) {
      limit.check(node, model);
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

  /** Takes attributes away that say nothing and that the kernel does not know. */
  static void simplify(Node node) {
    if (node.is("AveragePool")) {
      node.remove("dilations");
    }
  }
}
