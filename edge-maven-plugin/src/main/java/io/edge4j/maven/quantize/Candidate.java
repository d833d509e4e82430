package io.edge4j.maven.quantize;

import io.edge4j.model.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A model that could be the result.
 *
 * @param name what reports call it
 * @param recipe how it was made; null for a model that was quantized before
 * @param file where it is
 * @param reference the fp32 model whose values have the names that this one's have
 * @param nodes what became of each node
 * @param layers operators with weights that the recipe quantizes
 * @param watched values that static quantization put into integers, to be compared one by one
 * @param keptInFp32 names of layers that went back to fp32 to save accuracy
 */
record Candidate(
    String name,
    @Nullable Recipe recipe,
    Path file,
    Path reference,
    List<NodeDecision> nodes,
    Set<String> layers,
    Set<String> watched,
    Set<String> keptInFp32) {

  /** Names of the nodes with weights that were quantized. */
  List<String> quantizedLayers() {
    return nodes.stream()
        .filter(node -> node.outcome() == NodeDecision.Outcome.QUANTIZED)
        .filter(node -> layers.contains(node.opType()))
        .map(NodeDecision::node)
        .toList();
  }

  /** Names of all nodes that were quantized. */
  Set<String> quantizes() {
    return nodes.stream()
        .filter(node -> node.outcome() == NodeDecision.Outcome.QUANTIZED)
        .map(NodeDecision::node)
        .collect(Collectors.toSet());
  }
}
