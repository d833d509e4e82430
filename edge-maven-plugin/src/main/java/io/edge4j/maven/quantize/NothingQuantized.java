package io.edge4j.maven.quantize;

import io.edge4j.model.Recipe;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is said of a recipe that left a whole model in fp32: the commonest reason, and what would
 * help.
 *
 * @param recipe that found nothing to do
 * @param nodes what it said about each node
 * @param calibrated whether there are samples to calibrate on
 */
record NothingQuantized(Recipe recipe, List<NodeDecision> nodes, boolean calibrated) {

  /** One line for the log. */
  String line() {
    StringBuilder line = new StringBuilder("nothing was quantized, the model stays fp32");
    commonest()
        .ifPresentOrElse(
            reason -> line.append(": ").append(reason),
            () ->
                line.append(": it has no node that recipe ")
                    .append(recipe.label())
                    .append(" quantizes"));
    return line.append(remedy()).toString();
  }

  private Optional<String> commonest() {
    Map<String, Long> reasons =
        nodes.stream()
            .filter(node -> node.outcome() == NodeDecision.Outcome.SKIPPED)
            .collect(
                Collectors.groupingBy(
                    node -> node.opType() + " nodes: " + node.detail(), Collectors.counting()));
    return reasons.entrySet().stream()
        .max(
            Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(most -> most.getValue() + " " + most.getKey());
  }

  private String remedy() {
    if (nodes.stream().anyMatch(node -> node.detail().contains(WeightedLayer.OVERRIDABLE))) {
      return ". <freezeInitializers>true</freezeInitializers> (edge.freezeInitializers) makes such"
          + " weights constant";
    }
    boolean convolutions =
        nodes.stream().map(NodeDecision::opType).anyMatch(Predicate.isEqual("Conv"));
    if (recipe == Recipe.DYNAMIC && convolutions) {
      return ". <recipe>static</recipe> (edge.recipe) quantizes convolutions too"
          + (calibrated ? "" : ", with a <dataset> to measure ranges on");
    }
    return "";
  }
}
