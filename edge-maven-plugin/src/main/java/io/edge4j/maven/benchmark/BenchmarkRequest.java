package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.DatasetSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@link BenchmarkStage} is asked to measure.
 *
 * @param model its name, for the reports
 * @param variants the reference first; names are unique
 * @param dataset where inputs and accuracy come from; null to run random inputs without accuracy
 * @param protocol how much is measured
 * @param gates in the order of the pom
 * @param directory where {@code benchmark.json}, {@code .md} and {@code .html} go
 */
public record BenchmarkRequest(
    String model,
    List<Variant> variants,
    DatasetSpec dataset,
    Protocol protocol,
    List<GateRule> gates,
    Path directory) {}
