package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which runtimes can read a model, told by its operators.
 *
 * @param opset of ONNX's own operators
 * @param others operators of other domains, by domain
 * @param blocksOfBytes whether a product has a weight of 8 bits in blocks
 */
record RuntimeSupport(int opset, Map<String, Set<String>> others, boolean blocksOfBytes) {

  static RuntimeSupport of(Model model) {
    Map<String, Set<String>> others = new TreeMap<>();
    boolean blocksOfBytes = false;
    for (Graph graph : model.graphs()) {
      for (Node node : graph.nodes()) {
        if (!node.domain().isEmpty() && !model.callsFunction(node)) {
          others.computeIfAbsent(node.domain(), domain -> new TreeSet<>()).add(node.opType());
        }
        blocksOfBytes |=
            node.opType().equals("MatMulNBits") && node.integer("bits", 4) == Byte.SIZE;
      }
    }
    return new RuntimeSupport(model.opset(""), others, blocksOfBytes);
  }

  /** For the log and the report. */
  String words() {
    if (others.isEmpty()) {
      return "any runtime of ONNX's own operators, opset " + opset;
    }
    StringBuilder words = new StringBuilder();
    others.forEach(
        (domain, operators) ->
            words
                .append(words.isEmpty() ? "" : " and ")
                .append(domain.equals(WeightRewriting.MICROSOFT) ? "ONNX Runtime" : domain)
                .append(" (")
                .append(String.join(", ", operators))
                .append(')'));
    if (blocksOfBytes) {
      words.append(", version 1.22 or later on x64, 1.23 or later on arm64");
    }
    return words.append("; other runtimes may not know these operators").toString();
  }
}
