package io.edge4j.maven.report;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.metric.Metric.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The table of the report: one row a variant, the same cells wherever it is shown. */
record Table(List<String> head, List<List<String>> rows) {

  static Table of(BenchmarkReport report) {
    String reference = VariantName.withoutSizes(report.variants().get(0).name());
    List<Metric> columns = found(report, Place.TABLE);
    List<Metric> likenesses = likenesses(report);
    List<String> head = new ArrayList<>(List.of("Variant"));
    columns.forEach(metric -> head.add(metric.heading()));
    likenesses.forEach(metric -> head.add(metric.heading() + " to " + reference));
    head.add(Metric.SPEEDUP.heading() + " over " + reference);
    List<List<String>> rows = new ArrayList<>();
    for (VariantReport variant : report.variants()) {
      List<String> row = new ArrayList<>(List.of(variant.title()));
      columns.forEach(metric -> row.add(variant.text(metric) + mark(variant, metric)));
      likenesses.forEach(metric -> row.add(likeness(report, variant, metric)));
      boolean isReference = VariantName.withoutSizes(variant.name()).equals(reference);
      row.add(isReference ? times(1) : speedup(report, variant));
      rows.add(row);
    }
    return new Table(head, rows);
  }

  /** Of a mean that a few slow runs made: a note says so. */
  private static String mark(VariantReport variant, Metric metric) {
    return metric == Metric.MEAN && variant.meanMisleads() ? " (!)" : "";
  }

  /** Those of a place that fit the task: that at least one variant has. */
  private static List<Metric> found(BenchmarkReport report, Place place) {
    return Metric.at(place).stream()
        .filter(metric -> report.variants().stream().anyMatch(v -> v.metric(metric).isPresent()))
        .toList();
  }

  /** How near variants are to the reference, where no labels say how good they are. */
  private static List<Metric> likenesses(BenchmarkReport report) {
    if (report.hasLabels()) {
      return List.of();
    }
    return Stream.of(Metric.COSINE, Metric.RELATIVE_ERROR, Metric.AGREEMENT)
        .filter(
            metric ->
                report.variants().stream()
                    .anyMatch(
                        variant ->
                            report
                                .toReference(variant)
                                .flatMap(comparison -> comparison.likeness(metric))
                                .isPresent()))
        .toList();
  }

  private static String likeness(BenchmarkReport report, VariantReport variant, Metric metric) {
    return report
        .toReference(variant)
        .flatMap(comparison -> comparison.likeness(metric))
        .map(value -> metric.form().text(value))
        .orElse("-");
  }

  /** What a device pays before the first answer, and how sure the figures are. */
  static Table details(BenchmarkReport report) {
    List<Metric> spreads = found(report, Place.SPREAD);
    List<Metric> values = found(report, Place.DETAILS);
    List<String> head = new ArrayList<>(List.of("Variant"));
    spreads.forEach(metric -> head.add(metric.heading() + ", 95 %"));
    values.forEach(metric -> head.add(metric.heading()));
    List<List<String>> rows = new ArrayList<>();
    for (VariantReport variant : report.variants()) {
      List<String> row = new ArrayList<>(List.of(variant.title()));
      spreads.forEach(metric -> row.add(spread(variant, metric)));
      values.forEach(metric -> row.add(variant.text(metric)));
      rows.add(row);
    }
    return new Table(head, rows);
  }

  /** Samples per second by batch size; without rows when no batch was measured. */
  static Table throughput(BenchmarkReport report) {
    List<VariantReport.Throughput> sizes = report.variants().get(0).throughput();
    List<String> head = new ArrayList<>(List.of("Samples/s"));
    sizes.forEach(size -> head.add("batch " + size.batchSize()));
    if (sizes.isEmpty()) {
      return new Table(head, List.of());
    }
    List<List<String>> rows = new ArrayList<>();
    for (VariantReport variant : report.variants()) {
      List<String> row = new ArrayList<>(List.of(variant.title()));
      variant
          .throughput()
          .forEach(t -> row.add(String.format(Locale.ROOT, "%,.0f", t.samplesPerSecond())));
      rows.add(row);
    }
    return new Table(head, rows);
  }

  private static String spread(VariantReport variant, Metric metric) {
    return variant
        .metric(metric)
        .map(e -> "[" + metric.form().text(e.low()) + ", " + metric.form().text(e.high()) + "]")
        .orElse("-");
  }

  private static String speedup(BenchmarkReport report, VariantReport variant) {
    return report
        .toReference(variant)
        .map(c -> times(c.speedup()) + " " + range(c.speedupInterval()))
        .orElse("-");
  }

  /** {@code [1.21, 1.33]}: a 95 % interval. */
  private static String range(Estimate estimate) {
    return String.format(Locale.ROOT, "[%.2f, %.2f]", estimate.low(), estimate.high());
  }

  private static String times(double ratio) {
    return Metric.SPEEDUP.form().text(ratio);
  }
}
