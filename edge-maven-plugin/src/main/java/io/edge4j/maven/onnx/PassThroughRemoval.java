package io.edge4j.maven.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes the nodes that hand a value on as it is: Identity, and Dropout, which does something only
 * in training. What runs in integers before and behind them then meets.
 */
public final class PassThroughRemoval {
  /** The input of Dropout that says whether it is for training. */
  private static final int TRAINING_MODE = 2;

  private final Graph graph;
  private final ValueUses uses;
  private final List<Node> gone = new ArrayList<>();

  private PassThroughRemoval(Graph graph) {
    this.graph = graph;
    this.uses = new ValueUses(graph);
  }

  /**
   * Removes such nodes from every graph, unless the graph gives out what they make or a branch or a
   * loop reads it.
   *
   * @return the nodes that are gone
   */
  public static List<Node> remove(Model model) {
    List<Node> gone = new ArrayList<>();
    Set<String> orphans = new HashSet<>();
    for (Graph graph : model.graphs()) {
      PassThroughRemoval removal = new PassThroughRemoval(graph);
      removal.run();
      gone.addAll(removal.gone);
      removal.gone.forEach(node -> orphans.addAll(node.inputs()));
    }
    Constants.removeUnread(model, orphans);
    return gone;
  }

  private void run() {
    for (Node node : graph.nodes()) {
      if (handsOn(node) && isReadHereOnly(node.output(0))) {
        gone.add(node);
        uses.readers(node.output(0)).forEach(reader -> replace(reader, node));
      }
    }
    List<Node> kept = new ArrayList<>(graph.nodes());
    kept.removeAll(gone);
    graph.setNodes(kept);
  }

  private boolean handsOn(Node node) {
    if (node.is("Identity")) {
      return true;
    }
    return node.is("Dropout")
        && node.input(TRAINING_MODE).isEmpty()
        && node.outputs().stream()
            .skip(1)
            .allMatch(mask -> uses.readers(mask).isEmpty() && !graph.isOutput(mask));
  }

  private boolean isReadHereOnly(String value) {
    return !graph.isOutput(value)
        && uses.readers(value).stream().allMatch(reader -> reader.inputs().contains(value))
        && uses.readers(value).stream().allMatch(reader -> reader.subgraphs().isEmpty());
  }

  private static void replace(Node reader, Node handsOn) {
    for (int i = 0; i < reader.inputs().size(); i++) {
      if (reader.input(i).equals(handsOn.output(0))) {
        reader.setInput(i, handsOn.input(0));
      }
    }
  }
}
