package io.edge4j.maven.report;

import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.stage.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the report of one release says of the optimized model that holds on any machine: sizes,
 * accuracies, and ratios of two variants that ran in turns. Times of other machines say nothing.
 *
 * @param version of the release
 * @param absence why nothing else is known; null where something is
 * @param when it was measured, as ISO-8601 in UTC; null where the report does not say
 * @param recipe that the model was made by; null where no file says so
 * @param cpu that ratios were measured on; null where the report does not say
 * @param dataset fingerprint of what accuracy was measured on; null without a dataset
 * @param timesSmaller than fp32; null where fp32 was not measured
 * @param metrics size, and how right the model is: accuracy, root mean square error, or the
 *     relative error to fp32
 * @param speedups over fp32, by what tells sizes of the input apart; the key is empty where there
 *     is one size
 */
public record ReleaseFigures(
    String version,
    @Nullable String absence,
    @Nullable String when,
    @Nullable String recipe,
    @Nullable String cpu,
    @Nullable String dataset,
    @Nullable Double timesSmaller,
    Map<Metric, Estimate> metrics,
    Map<String, Estimate> speedups) {
  private static final String OPTIMIZED = "onnx-optimized";
  private static final String FP32 = "onnx-fp32";

  /** The present build, where the module has no version. */
  private static final String PRESENT = "present";

  /** What of a report is read: others may lack what this version writes. */
  private record Published(
      int schemaVersion,
      @Nullable String when,
      @Nullable DatasetSummary dataset,
      @Nullable Environment environment,
      @Nullable List<VariantReport> variants,
      @Nullable List<Comparison> comparisons) {

    List<VariantReport> measured() {
      return variants == null ? List.of() : variants;
    }

    Optional<Comparison> toFp32(String variant) {
      String reference = VariantName.at(FP32, VariantName.sizesOf(variant));
      return comparisons == null
          ? Optional.empty()
          : comparisons.stream()
              .filter(c -> c.variant().equals(variant) && c.relativeTo().equals(reference))
              .findFirst();
    }
  }

  /** A release of which nothing is known. */
  public static ReleaseFigures absent(String version, String why) {
    return new ReleaseFigures(version, why, null, null, null, null, null, Map.of(), Map.of());
  }

  /**
   * Reads a release's {@code benchmark.json}. One of another schema, or that cannot be read, is an
   * absence.
   */
  public static ReleaseFigures read(String version, Path report) {
    try {
      Published published = Json.read(report, Published.class);
      if (published.schemaVersion != BenchmarkReport.SCHEMA_VERSION) {
        return absent(
            version,
            "its report has schema "
                + published.schemaVersion
                + ", this plugin reads "
                + BenchmarkReport.SCHEMA_VERSION);
      }
      return of(version, published);
    } catch (IOException e) {
      return absent(version, "its report cannot be read: " + e.getMessage());
    }
  }

  /** The present build as it will be seen later. */
  static ReleaseFigures of(BenchmarkReport report) {
    String version = report.projectVersion();
    return of(
        version == null ? PRESENT : version,
        new Published(
            report.schemaVersion(),
            report.when(),
            report.dataset(),
            report.environment(),
            report.variants(),
            report.comparisons()));
  }

  private static ReleaseFigures of(String version, Published published) {
    List<VariantReport> optimized =
        published.measured().stream()
            .filter(variant -> VariantName.withoutSizes(variant.name()).equals(OPTIMIZED))
            .toList();
    if (optimized.isEmpty()) {
      return absent(version, "its report has no " + OPTIMIZED);
    }
    VariantReport first = optimized.get(0);
    Map<String, Estimate> speedups = new LinkedHashMap<>();
    for (VariantReport variant : optimized) {
      published
          .toFp32(variant.name())
          .ifPresent(
              comparison ->
                  speedups.put(VariantName.sizesOf(variant.name()), comparison.speedupInterval()));
    }
    Optional<Comparison> toFp32 = published.toFp32(first.name());
    return new ReleaseFigures(
        version,
        null,
        published.when,
        first.recipeText().orElse(null),
        published.environment == null ? null : published.environment.cpu(),
        published.dataset == null ? null : published.dataset.fingerprint(),
        toFp32.map(Comparison::sizeRatio).orElse(null),
        figures(first, toFp32),
        speedups);
  }

  private static Map<Metric, Estimate> figures(VariantReport variant, Optional<Comparison> toFp32) {
    Map<Metric, Estimate> figures = new EnumMap<>(Metric.class);
    for (Metric metric : List.of(Metric.SIZE, Metric.ACCURACY, Metric.RMSE)) {
      variant.metric(metric).ifPresent(found -> figures.put(metric, found));
    }
    if (!figures.containsKey(Metric.ACCURACY) && !figures.containsKey(Metric.RMSE)) {
      toFp32
          .flatMap(comparison -> comparison.likeness(Metric.RELATIVE_ERROR))
          .ifPresent(error -> figures.put(Metric.RELATIVE_ERROR, Estimate.exact(error)));
    }
    return figures;
  }

  Optional<Estimate> metric(Metric metric) {
    return Optional.ofNullable(metrics.get(metric));
  }

  Optional<Estimate> speedup(String sizes) {
    return Optional.ofNullable(speedups.get(sizes));
  }
}
