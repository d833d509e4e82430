package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import java.util.HashMap;
import java.util.Map;

/** How many inputs of nodes, in all graphs of a model, name each value. */
final class ReadCounts {
  private final Map<String, Integer> counts = new HashMap<>();

  ReadCounts(Model model) {
    for (Graph graph : model.graphs()) {
      for (Node node : graph.nodes()) {
        node.inputs().forEach(input -> counts.merge(input, 1, Integer::sum));
      }
      // What leaves a graph is read by whoever runs it.
      graph.outputs().forEach(output -> counts.merge(output.getName(), 1, Integer::sum));
    }
  }

  boolean isReadOnce(String value) {
    // A tensor in an attribute of a Constant node is read under that node's value only.
    return counts.getOrDefault(value, 1) == 1;
  }
}
