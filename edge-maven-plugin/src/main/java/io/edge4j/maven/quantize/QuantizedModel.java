package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import java.util.Optional;
import java.util.Set;

/** Tells models that somebody quantized before; quantizing them again would only add error. */
final class QuantizedModel {
  private static final Set<String> OPERATORS =
      Set.of(
          "QuantizeLinear",
          "DequantizeLinear",
          "DynamicQuantizeLinear",
          "MatMulInteger",
          "ConvInteger",
          "DynamicQuantizeMatMul",
          "DynamicQuantizeLSTM",
          "MatMulIntegerToFloat",
          "MatMulNBits",
          "GatherBlockQuantized",
          "QGemm",
          "QAttention",
          "QEmbedLayerNormalization");

  private QuantizedModel() {}

  /** The first node that works on quantized values; empty for a model that nobody quantized. */
  static Optional<Node> evidence(Model model) {
    for (Graph graph : model.graphs()) {
      for (Node node : graph.nodes()) {
        if (OPERATORS.contains(node.opType()) || node.opType().startsWith("QLinear")) {
          return Optional.of(node);
        }
      }
    }
    return Optional.empty();
  }
}
