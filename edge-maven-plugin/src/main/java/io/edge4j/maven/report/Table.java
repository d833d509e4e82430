package io.edge4j.maven.report;

import io.edge4j.maven.measure.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of the report: one row a variant, the same cells wherever it is shown. */
record Table(List<String> head, List<List<String>> rows) {

  static Table of(BenchmarkReport report) {
    String reference = report.variants().get(0).name();
    List<String> head =
        List.of(
            "Variant",
            "mean ms",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "size KiB",
            "accuracy",
            "speed-up over " + reference);
    List<List<String>> rows = new ArrayList<>();
    for (VariantReport variant : report.variants()) {
      rows.add(
          List.of(
              variant.title(),
              millis(variant.meanMillis()),
              millis(variant.p50Millis()),
              millis(variant.p95Millis()),
              millis(variant.p99Millis()),
              kibibytes(variant.sizeBytes()),
              variant.accuracy() == null ? "-" : accuracy(variant.accuracy()),
              variant.name().equals(reference) ? "1.00x" : speedup(report, variant, reference)));
    }
    return new Table(head, rows);
  }

  /** What a device pays before the first answer, and how sure the figures are. */
  static Table details(BenchmarkReport report) {
    List<List<String>> rows = new ArrayList<>();
    for (VariantReport variant : report.variants()) {
      VariantReport.ColdStart start = variant.coldStart();
      rows.add(
          List.of(
              variant.title(),
              millisRange(variant.intervals().mean()),
              millisRange(variant.intervals().p95()),
              variant.accuracyInterval() == null ? "-" : shareRange(variant.accuracyInterval()),
              start == null ? "-" : millis(start.loadMillis()),
              start == null ? "-" : millis(start.firstPredictionMillis()),
              start == null || start.memoryBytes() == null ? "-" : mebibytes(start.memoryBytes()),
              kibibytes(variant.gzipBytes())));
    }
    return new Table(
        List.of(
            "Variant",
            "mean ms, 95 %",
            "p95 ms, 95 %",
            "accuracy, 95 %",
            "load ms",
            "first prediction ms",
            "peak memory MiB",
            "gzip KiB"),
        rows);
  }

  /** Samples a second by batch size; without rows when no batch was measured. */
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

  private static String millisRange(Estimate estimate) {
    return "[" + millis(estimate.low()) + ", " + millis(estimate.high()) + "]";
  }

  private static String shareRange(Estimate estimate) {
    return "[" + accuracy(estimate.low()) + ", " + accuracy(estimate.high()) + "]";
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.0f", bytes / 1048576.0);
  }

  private static String speedup(BenchmarkReport report, VariantReport variant, String reference) {
    return report
        .comparison(variant.name(), reference)
        .map(c -> times(c.speedup()) + " " + range(c.speedupInterval()))
        .orElse("-");
  }

  /** {@code [1.21, 1.33]}: a 95 % interval. */
  static String range(Estimate estimate) {
    return String.format(Locale.ROOT, "[%.2f, %.2f]", estimate.low(), estimate.high());
  }

  static String times(double ratio) {
    return String.format(Locale.ROOT, "%.2fx", ratio);
  }

  /** Three digits after the point below 10 ms, fewer above: more would be noise. */
  static String millis(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.3f" : value < 100 ? "%.2f" : "%.1f", value);
  }

  static String kibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1024.0);
  }

  static String accuracy(double share) {
    return String.format(Locale.ROOT, "%.4f", share);
  }
}
