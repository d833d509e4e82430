package io.edge4j.maven.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who makes and who reads each value of a graph, as it stood when this was made. A node whose inner
 * graph takes a value from around it counts as a reader.
 */
public final class ValueUses {
  private final Map<String, Node> makers = new HashMap<>();
  private final Map<String, List<Node>> readers = new HashMap<>();

  public ValueUses(Graph graph) {
    for (Node node : graph.nodes()) {
      for (String output : node.outputs()) {
        makers.put(output, node);
      }
      for (String input : GraphOrder.reads(node)) {
        readers.computeIfAbsent(input, k -> new ArrayList<>()).add(node);
      }
    }
  }

  /** The node that makes a value, or null for inputs, initializers and values from outside. */
  public @Nullable Node maker(String value) {
    return makers.get(value);
  }

  /** Every node that reads a value, each once. */
  public List<Node> readers(String value) {
    return readers.getOrDefault(value, List.of());
  }
}
