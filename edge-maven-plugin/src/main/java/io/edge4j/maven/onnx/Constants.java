package io.edge4j.maven.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the constants of a model: initializers of this graph or of one around it, Constant nodes,
 * and either of them behind Identity and two-dimensional Transpose nodes.
 */
public final class Constants {
  private final Model model;
  private final Map<Graph, Map<String, Node>> makers = new HashMap<>();

  /** Sees the model as it stands now; makers of values are not looked up again. */
  public Constants(Model model) {
    this.model = model;
    for (Graph graph : model.graphs()) {
      Map<String, Node> made = new HashMap<>();
      for (Node node : graph.nodes()) {
        node.outputs().forEach(output -> made.put(output, node));
      }
      makers.put(graph, made);
    }
  }

  /** The node of that graph that makes a value, or null. */
  public @Nullable Node maker(Graph graph, String value) {
    return makersIn(graph).get(value);
  }

  private Map<String, Node> makersIn(Graph graph) {
    return Objects.requireNonNull(makers.get(graph), "the graph is of another model");
  }

  /** What a value of a graph stands for, or null when it is computed or given from outside. */
  public @Nullable Constant find(Graph graph, String value) {
    boolean transposed = false;
    String wanted = value;
    Graph scope = graph;
    while (scope != null && !wanted.isEmpty()) {
      Initializer initializer = scope.initializer(wanted);
      if (initializer != null) {
        return constant(initializer, scope, transposed, model.isOverridable(scope, wanted));
      }
      if (scope.isInput(wanted)) {
        return null;
      }
      Node maker = maker(scope, wanted);
      Initializer held = maker == null ? null : maker.tensor("value");
      if (maker == null) {
        scope = scope.parent();
      } else if (maker.is("Constant") && held != null) {
        return constant(held.named(wanted), scope, transposed, false);
      } else if (maker.is("Identity")) {
        wanted = maker.input(0);
      } else if (maker.is("Transpose") && swapsTwoAxes(maker)) {
        wanted = maker.input(0);
        transposed = !transposed;
      } else {
        return null;
      }
    }
    return null;
  }

  private static @Nullable Constant constant(
      Initializer tensor, Graph home, boolean transposed, boolean overridable) {
    // A matrix has two axes to swap; anything else behind such a Transpose is no valid model.
    return transposed && tensor.rank() != 2
        ? null
        : new Constant(tensor, home, transposed, overridable);
  }

  /** Without perm the axes are reversed, which only a look at the constant's rank would tell. */
  private static boolean swapsTwoAxes(Node transpose) {
    return transpose.integers("perm").equals(List.of(1L, 0L));
  }

  /**
   * Removes what only fed constants that nobody reads any more: initializers, and the nodes behind
   * them that have one output.
   *
   * @param orphans constants that may have lost their last reader
   */
  public static void removeUnread(Model model, Set<String> orphans) {
    Set<String> candidates = new HashSet<>(orphans);
    boolean changed = true;
    while (changed) {
      changed = false;
      Set<String> read = new HashSet<>();
      for (Graph graph : model.graphs()) {
        graph.outputs().forEach(output -> read.add(output.getName()));
        graph.nodes().forEach(node -> read.addAll(node.inputs()));
      }
      for (Graph graph : model.graphs()) {
        changed |= removeUnread(graph, candidates, read);
      }
    }
  }

  private static boolean removeUnread(Graph graph, Set<String> candidates, Set<String> read) {
    boolean changed = false;
    for (Initializer tensor : List.copyOf(graph.initializers())) {
      if (candidates.contains(tensor.name()) && !read.contains(tensor.name())) {
        graph.removeInitializer(tensor.name());
        changed = true;
      }
    }
    List<Node> kept =
        graph.nodes().stream()
            .filter(
                node ->
                    !(node.outputs().size() == 1
                        && candidates.contains(node.output(0))
                        && !read.contains(node.output(0))))
            .toList();
    if (kept.size() < graph.nodes().size()) {
      for (Node node : graph.nodes()) {
        if (!kept.contains(node)) {
          candidates.addAll(node.inputs());
        }
      }
      graph.setNodes(kept);
      changed = true;
    }
    return changed;
  }
}
