package io.edge4j.maven.report;

import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.metric.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code benchmark.json}: all variants of a model side by side, and the gates.
 *
 * @param schemaVersion {@value #SCHEMA_VERSION}
 * @param model its name
 * @param when measuring began, as ISO-8601 in UTC, such as {@code 2026-11-26T10:45:21Z}
 * @param projectVersion of the module that made the model; null when it was not said
 * @param commit that the module's sources were checked out from, in hexadecimal; null when no git
 *     says so
 * @param device what ran the variants: {@link #THIS_MACHINE}, or a device's name
 * @param dataset what accuracy was measured on; null when there was none
 * @param inputs a line each: which samples were run, and what was assumed of the model's inputs
 * @param environment machine and software
 * @param protocol how it was measured
 * @param variants in the order in which they were given, the reference first
 * @param comparisons every variant against each one before it
 * @param gates in the order of the pom
 * @param baseline the earlier release; null when none was asked for
 * @param notes what a reader must know before quoting a figure
 * @param machine the state of a device; null where it was not asked for
 */
public record BenchmarkReport(
    int schemaVersion,
    String model,
    String when,
    @Nullable String projectVersion,
    @Nullable String commit,
    String device,
    @Nullable DatasetSummary dataset,
    List<String> inputs,
    Environment environment,
    ProtocolReport protocol,
    List<VariantReport> variants,
    List<Comparison> comparisons,
    List<GateResult> gates,
    @Nullable BaselineReport baseline,
    List<String> notes,
    @Nullable MachineReport machine) {

  /** Raised when a field changes its meaning or goes; not when one is added. */
  public static final int SCHEMA_VERSION = 2;

  /** The device of variants that ran where the build runs. */
  public static final String THIS_MACHINE = "this machine";

  /** Of the machine that the build runs on. */
  public BenchmarkReport(
      int schemaVersion,
      String model,
      String when,
      @Nullable String projectVersion,
      @Nullable String commit,
      String device,
      @Nullable DatasetSummary dataset,
      List<String> inputs,
      Environment environment,
      ProtocolReport protocol,
      List<VariantReport> variants,
      List<Comparison> comparisons,
      List<GateResult> gates,
      @Nullable BaselineReport baseline,
      List<String> notes) {
    this(
        schemaVersion,
        model,
        when,
        projectVersion,
        commit,
        device,
        dataset,
        inputs,
        environment,
        protocol,
        variants,
        comparisons,
        gates,
        baseline,
        notes,
        null);
  }

  /**
   * The same as a device's: its gates belong there.
   *
   * @param name of the device
   * @param state of the device
   * @param arguments of its JVMs
   * @param more notes, beside those of the state
   */
  public BenchmarkReport on(
      String name, MachineReport state, List<String> arguments, List<String> more) {
    List<String> all = new ArrayList<>(state.warnings());
    all.addAll(more);
    all.addAll(notes);
    return new BenchmarkReport(
        schemaVersion,
        model,
        when,
        projectVersion,
        commit,
        name,
        dataset,
        inputs,
        environment,
        protocol.withArguments(arguments),
        variants,
        comparisons,
        gates.stream().map(gate -> gate.on(name)).toList(),
        baseline,
        all,
        state);
  }

  /** A variant beside the first one at the same sizes; empty for that one itself. */
  Optional<Comparison> toReference(VariantReport variant) {
    String reference = VariantName.withoutSizes(variants.get(0).name());
    return comparison(
        variant.name(), VariantName.at(reference, VariantName.sizesOf(variant.name())));
  }

  /** Whether labels say how good the variants are. */
  boolean hasLabels() {
    return variants.stream()
        .anyMatch(
            variant ->
                variant.metric(Metric.ACCURACY).isPresent()
                    || variant.metric(Metric.RMSE).isPresent());
  }

  public Optional<Comparison> comparison(String variant, String relativeTo) {
    return comparisons.stream()
        .filter(c -> c.variant().equals(variant) && c.relativeTo().equals(relativeTo))
        .findFirst();
  }
}
