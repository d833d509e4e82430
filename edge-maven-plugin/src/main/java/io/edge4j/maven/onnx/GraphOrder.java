package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.Quoted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * Puts the nodes of a graph, and of the graphs inside it, into an order in which they can run, and
 * refuses graphs that have none: values made twice or by nobody, and cycles. Nodes that are in
 * order already stay where they are.
 */
final class GraphOrder {
  private GraphOrder() {}

  static void establish(Graph graph) throws ModelFormatException {
    establish(graph, Set.of());
  }

  private static void establish(Graph graph, Set<String> outer) throws ModelFormatException {
    List<Node> nodes = graph.nodes();
    Set<String> given = new HashSet<>();
    for (ValueInfoProto input : graph.inputs()) {
      given.add(input.getName());
    }
    for (Initializer initializer : graph.initializers()) {
      given.add(initializer.name());
    }
    given.addAll(graph.sparseInitializers());
    Map<String, Integer> makers = makers(nodes, given);
    Set<String> visible = new HashSet<>(outer);
    visible.addAll(given);
    visible.addAll(makers.keySet());

    List<List<Integer>> dependents = new ArrayList<>();
    int[] waitsFor = new int[nodes.size()];
    nodes.forEach(node -> dependents.add(new ArrayList<>()));
    for (int i = 0; i < nodes.size(); i++) {
      for (String value : reads(nodes.get(i))) {
        Integer maker = makers.get(value);
        if (maker != null) {
          dependents.get(maker).add(i);
          waitsFor[i]++;
        } else if (!visible.contains(value)) {
          throw new ModelFormatException(
              nodes.get(i) + " reads the value " + Quoted.name(value) + ", which nothing gives");
        }
      }
    }
    graph.setNodes(ordered(nodes, dependents, waitsFor));
    for (ValueInfoProto output : graph.outputs()) {
      if (!visible.contains(output.getName())) {
        throw new ModelFormatException(
            "the graph output " + Quoted.name(output.getName()) + " is given by nothing");
      }
    }
    for (Node node : nodes) {
      for (Graph inner : node.subgraphs()) {
        establish(inner, visible);
      }
    }
  }

  private static Map<String, Integer> makers(List<Node> nodes, Set<String> given)
      throws ModelFormatException {
    Map<String, Integer> makers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).outputs()) {
        if (output.isEmpty()) {
          continue;
        }
        if (given.contains(output) || makers.put(output, i) != null) {
          throw new ModelFormatException(
              "the value " + Quoted.name(output) + " is made twice, again by " + nodes.get(i));
        }
      }
    }
    return makers;
  }

  /** Stable: among nodes that could run, the one that stood first comes first. */
  private static List<Node> ordered(
      List<Node> nodes, List<List<Integer>> dependents, int[] waitsFor)
      throws ModelFormatException {
    Queue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (waitsFor[i] == 0) {
        ready.add(i);
      }
    }
    List<Node> ordered = new ArrayList<>(nodes.size());
    while (!ready.isEmpty()) {
      int next = ready.remove();
      ordered.add(nodes.get(next));
      for (int dependent : dependents.get(next)) {
        if (--waitsFor[dependent] == 0) {
          ready.add(dependent);
        }
      }
    }
    for (int i = 0; i < nodes.size(); i++) {
      if (waitsFor[i] > 0) {
        throw new ModelFormatException(
            "the graph has a cycle: " + nodes.get(i) + " waits for its own output");
      }
    }
    return ordered;
  }

  /** Everything a node reads, also what the graphs inside it take from around them. */
  static Set<String> reads(Node node) {
    Set<String> reads = new LinkedHashSet<>();
    for (String input : node.inputs()) {
      if (!input.isEmpty()) {
        reads.add(input);
      }
    }
    for (Graph inner : node.subgraphs()) {
      reads.addAll(captures(inner));
    }
    return reads;
  }

  private static Set<String> captures(Graph graph) {
    Set<String> captured = new LinkedHashSet<>();
    Set<String> own = new HashSet<>(graph.sparseInitializers());
    graph.inputs().forEach(input -> own.add(input.getName()));
    graph.initializers().forEach(tensor -> own.add(tensor.name()));
    graph.nodes().forEach(node -> own.addAll(node.outputs()));
    Queue<String> wanted = new ArrayDeque<>();
    graph.outputs().forEach(output -> wanted.add(output.getName()));
    graph.nodes().forEach(node -> wanted.addAll(reads(node)));
    for (String value : wanted) {
      if (!own.contains(value)) {
        captured.add(value);
      }
    }
    return captured;
  }
}
