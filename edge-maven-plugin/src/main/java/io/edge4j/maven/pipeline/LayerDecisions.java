package io.edge4j.maven.pipeline;

import io.edge4j.maven.quantize.NodeDecision;
import io.edge4j.maven.quantize.NodeDecision.Outcome;
import io.edge4j.maven.quantize.QuantizationReport;
import io.edge4j.maven.report.QuantizedLayers;
import io.edge4j.maven.report.QuantizedLayers.Layer;
import io.edge4j.maven.report.QuantizedLayers.ValueError;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What {@code quantize.json} says of each layer, for the page of the benchmark. */
final class LayerDecisions {
  private LayerDecisions() {}

  static QuantizedLayers of(QuantizationReport report) {
    Map<String, Long> untouched =
        report.nodes().stream()
            .filter(node -> node.outcome() == Outcome.KEPT)
            .map(NodeDecision::opType)
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    return new QuantizedLayers(
        layers(report, Outcome.QUANTIZED),
        layers(report, Outcome.SKIPPED),
        untouched.entrySet().stream()
            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
            .toList(),
        report.layers().stream()
            .map(layer -> new ValueError(layer.output(), layer.figures()))
            .toList());
  }

  private static List<Layer> layers(QuantizationReport report, Outcome outcome) {
    return report.nodes().stream()
        .filter(node -> node.outcome() == outcome)
        .map(node -> new Layer(node.node(), node.opType(), node.detail()))
        .toList();
  }
}
