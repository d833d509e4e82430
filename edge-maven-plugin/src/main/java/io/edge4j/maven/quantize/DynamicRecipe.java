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
import java.util.Set;

/**
 * Weights of fully connected layers, LSTMs and embeddings to int8; the inputs of layers are
 * quantized anew at every run. Only forms that ONNX Runtime fuses into one kernel are written,
 * everything else stays as it is and the decision says why. Convolutions are not touched:
 * ConvInteger runs several times slower than fp32.
 */
public final class DynamicRecipe {
  private static final Map<String, DynamicRewrite> REWRITES =
      Map.of(
          "MatMul", new MatMulRewrite(),
          "Gemm", new GemmRewrite(),
          "Gather", new GatherRewrite(),
          "LSTM", new LstmRewrite());

  private static final String CONVOLUTION =
      "convolutions stay fp32: ONNX Runtime has no fast kernel for dynamically quantized ones";

  private static final String FUNCTION =
      "calls a local function of the model: what functions compute stays fp32";

  private final DynamicOptions options;

  public DynamicRecipe(DynamicOptions options) {
    this.options = options;
  }

  /** Operators whose weights it quantizes. */
  static Set<String> operators() {
    return REWRITES.keySet();
  }

  List<NodeDecision> apply(Model model, SelectedNodes selected) throws IOException {
    model.separateInitializersFromInputs();
    List<NodeDecision> decisions = new ArrayList<>();
    DynamicRewriting rewriting = new DynamicRewriting(model, options, selected);
    for (Graph graph : model.graphs()) {
      apply(graph, selected, rewriting, decisions);
    }
    Constants.removeUnread(model, rewriting.orphans());
    return decisions;
  }

  private static void apply(
      Graph graph, SelectedNodes selected, DynamicRewriting rewriting, List<NodeDecision> decisions)
      throws IOException {
    List<Node> nodes = new ArrayList<>();
    Map<String, String> rewritten = new HashMap<>();
    rewriting.enter(graph, nodes);
    for (Node node : graph.nodes()) {
      DynamicRewrite rewrite = node.domain().isEmpty() ? REWRITES.get(node.opType()) : null;
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
      Graph graph, Node node, Map<String, String> rewritten, DynamicRewriting rewriting) {
    if (node.is("Add")
        && rewritten.containsKey(node.input(1))
        && rewriting.constant(graph, node.input(0)) != null) {
      String bias = node.input(0);
      node.setInput(0, node.input(1));
      node.setInput(1, bias);
    }
  }

  private static NodeDecision kept(Node node) {
    boolean convolution = node.is("Conv") || node.is("ConvTranspose");
    return decision(
        node,
        convolution ? NodeDecision.Outcome.SKIPPED : NodeDecision.Outcome.KEPT,
        convolution ? CONVOLUTION : "has no weight that this recipe quantizes");
  }

  private static NodeDecision decision(Node node, NodeDecision.Outcome outcome, String detail) {
    return new NodeDecision(SelectedNodes.name(node), node.opType(), outcome, detail);
  }
}
