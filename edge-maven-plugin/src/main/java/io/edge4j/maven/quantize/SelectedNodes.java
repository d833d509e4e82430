package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.onnx.ValueUses;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A selection applied to one model. */
final class SelectedNodes {
  private final NodeSelection selection;
  private final List<Pattern> include;
  private final List<Pattern> exclude;
  private final Set<String> keptByName;
  private final Set<Node> beforeConvolutions = Collections.newSetFromMap(new IdentityHashMap<>());

  SelectedNodes(Model model, NodeSelection selection) {
    this(model, selection, Set.of());
  }

  /**
   * Applies a selection.
   *
   * @param keptByName exact names of nodes that stay fp32 whatever the selection says
   */
  SelectedNodes(Model model, NodeSelection selection, Set<String> keptByName) {
    this.selection = selection;
    this.include = selection.include().stream().map(SelectedNodes::pattern).toList();
    this.exclude = selection.exclude().stream().map(SelectedNodes::pattern).toList();
    this.keptByName = Set.copyOf(keptByName);
    if (selection.headOnly()) {
      findBeforeConvolutions(model.graph());
    }
  }

  /** What reports and patterns call a node: its name, or its first output when it has none. */
  static String name(Node node) {
    return node.name().isEmpty() ? node.output(0) : node.name();
  }

  /**
   * Returns when a node may be quantized.
   *
   * @throws NotQuantizable saying which part of the selection keeps it
   */
  void check(Node node) throws NotQuantizable {
    String name = name(node);
    if (keptByName.contains(name)) {
      throw new NotQuantizable("kept in fp32: quantizing it costs too much accuracy");
    }
    if (!selection.opTypes().isEmpty() && !selection.opTypes().contains(node.opType())) {
      throw new NotQuantizable("its operator is not among opTypes");
    }
    if (!include.isEmpty() && include.stream().noneMatch(p -> p.matcher(name).matches())) {
      throw new NotQuantizable("no pattern of include matches it");
    }
    for (int i = 0; i < exclude.size(); i++) {
      if (exclude.get(i).matcher(name).matches()) {
        throw new NotQuantizable("excluded by the pattern " + selection.exclude().get(i));
      }
    }
    if (beforeConvolutions.contains(node)) {
      throw new NotQuantizable("a convolution depends on it, and only the head is selected");
    }
  }

  boolean isSelected(Node node) {
    try {
      check(node);
      return true;
    } catch (NotQuantizable reason) {
      return false;
    }
  }

  /** Walks from every convolution against the arrows; the convolutions themselves count too. */
  private void findBeforeConvolutions(Graph graph) {
    ValueUses uses = new ValueUses(graph);
    Deque<Node> open = new ArrayDeque<>();
    for (Node node : graph.nodes()) {
      if (node.is("Conv") || node.is("ConvTranspose")) {
        open.add(node);
      }
    }
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      Node node = open.remove();
      beforeConvolutions.add(node);
      for (String input : node.inputs()) {
        Node maker = uses.maker(input);
        if (maker != null && seen.add(input)) {
          open.add(maker);
        }
      }
    }
  }

  private static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (String literal : glob.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
