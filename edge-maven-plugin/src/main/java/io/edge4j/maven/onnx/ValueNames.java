package io.edge4j.maven.onnx;

import java.util.HashSet;
import java.util.Set;

/** Names for new values and nodes that collide with nothing in a model, in no graph of it. */
public final class ValueNames {
  private final Set<String> taken = new HashSet<>();

  public ValueNames(Model model) {
    for (Graph graph : model.graphs()) {
      graph.inputs().forEach(input -> taken.add(input.getName()));
      graph.initializers().forEach(tensor -> taken.add(tensor.name()));
      taken.addAll(graph.sparseInitializers());
      for (Node node : graph.nodes()) {
        taken.add(node.name());
        taken.addAll(node.inputs());
        taken.addAll(node.outputs());
      }
    }
  }

  /** The wish itself when it is free, else the wish with a number behind it. */
  public String fresh(String wish) {
    String name = wish;
    for (int i = 1; !taken.add(name); i++) {
      name = wish + "_" + i;
    }
    return name;
  }
}
