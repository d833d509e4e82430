package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One way through a model, node by node: each whose operator has a rewrite gets its quantized form,
 * all others stay.
 *
 * @param rewrites by operator
 * @param reasons why an operator with weights stays fp32, by operator
 */
record WeightPass(Map<String, WeightRewrite> rewrites, Map<String, String> reasons) {
  private static final String FUNCTION =
      "calls a local function of the model: what functions compute stays fp32";

  List<NodeDecision> apply(Model model, SelectedNodes selected, WeightRewriting rewriting)
      throws IOException {
    List<NodeDecision> decisions = new ArrayList<>();
    for (Graph graph : model.graphs()) {
      apply(graph, selected, rewriting, decisions);
    }
    Constants.removeUnread(model, rewriting.orphans());
    return decisions;
  }

  private void apply(
      Graph graph, SelectedNodes selected, WeightRewriting rewriting, List<NodeDecision> decisions)
      throws IOException {
    List<Node> nodes = new ArrayList<>();
    Map<String, String> rewritten = new HashMap<>();
    rewriting.enter(graph, nodes);
    for (Node node : graph.nodes()) {
      WeightRewrite rewrite = node.domain().isEmpty() ? rewrites.get(node.opType()) : null;
      if (rewrite == null) {
        nodes.add(node);
        putBiasSecond(graph, node, rewritten, rewriting);
        decisions.add(
            rewriting.callsFunction(node)
                ? decision(node, NodeDecision.Outcome.SKIPPED, FUNCTION)
                : kept(node));
        continue;
      }
      try {
        selected.check(node);
        String done = rewrite.rewrite(node, rewriting);
        rewritten.put(node.output(0), done);
        decisions.add(decision(node, NodeDecision.Outcome.QUANTIZED, done));
      } catch (NotQuantizable reason) {
        nodes.add(node);
        decisions.add(decision(node, reason.outcome(), reason.getMessage()));
      }
    }
    graph.setNodes(nodes);
  }

  /** ONNX Runtime fuses a bias only as Add's second input. */
  private static void putBiasSecond(
      Graph graph, Node node, Map<String, String> rewritten, WeightRewriting rewriting) {
    if (node.is("Add")
        && rewritten.containsKey(node.input(1))
        && rewriting.constant(graph, node.input(0)) != null) {
      String bias = node.input(0);
      node.setInput(0, node.input(1));
      node.setInput(1, bias);
    }
  }

  private NodeDecision kept(Node node) {
    String reason = node.domain().isEmpty() ? reasons.get(node.opType()) : null;
    return reason == null
        ? decision(node, NodeDecision.Outcome.KEPT, "has no weight that this recipe quantizes")
        : decision(node, NodeDecision.Outcome.SKIPPED, reason);
  }

  private static NodeDecision decision(Node node, NodeDecision.Outcome outcome, String detail) {
    return new NodeDecision(SelectedNodes.name(node), node.opType(), outcome, detail);
  }
}
