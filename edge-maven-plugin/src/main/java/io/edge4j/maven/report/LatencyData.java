package io.edge4j.maven.report;

import io.edge4j.maven.stage.Json;
import java.util.List;

/**
 * What the charts of the page are drawn from.
 *
 * @param variants one series each
 */
record LatencyData(List<Series> variants) {

  /**
   * One variant's run times.
   *
   * @param name of the variant, and its recipe
   * @param quantilesMillis percentiles 0 to 100
   */
  record Series(String name, List<Double> quantilesMillis) {}

  /** JSON that can stand inside a {@code script} element: no {@code <} that could end it. */
  static String json(BenchmarkReport report) {
    List<Series> series =
        report.variants().stream().map(v -> new Series(v.title(), v.quantilesMillis())).toList();
    return Json.text(new LatencyData(series)).replace("<", "\\u003c");
  }
}
