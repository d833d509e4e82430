package io.edge4j.maven.report;

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
              variant.name(),
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
