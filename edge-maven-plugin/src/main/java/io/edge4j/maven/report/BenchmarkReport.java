package io.edge4j.maven.report;

import io.edge4j.maven.dataset.DatasetSummary;
import java.util.List;
import java.util.Optional;

/**
 * {@code benchmark.json}: all variants of a model side by side, and the gates.
 *
 * @param schemaVersion 1
 * @param model its name
 * @param dataset what accuracy was measured on; null when there was none
 * @param inputs in words: which samples were run
 * @param environment machine and software
 * @param protocol how it was measured
 * @param variants in the order in which they were given, the reference first
 * @param comparisons every variant against each one before it
 * @param gates in the order of the pom
 * @param baseline the earlier release; null when none was asked for
 * @param notes what a reader must know before quoting a figure
 */
public record BenchmarkReport(
    int schemaVersion,
    String model,
    DatasetSummary dataset,
    String inputs,
    Environment environment,
    ProtocolReport protocol,
    List<VariantReport> variants,
    List<Comparison> comparisons,
    List<GateResult> gates,
    BaselineReport baseline,
    List<String> notes) {

  /** Raised when a field changes its meaning or goes; not when one is added. */
  public static final int SCHEMA_VERSION = 1;

  public Optional<Comparison> comparison(String variant, String relativeTo) {
    return comparisons.stream()
        .filter(c -> c.variant().equals(variant) && c.relativeTo().equals(relativeTo))
        .findFirst();
  }
}
