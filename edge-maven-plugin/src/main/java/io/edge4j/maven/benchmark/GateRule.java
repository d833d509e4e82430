package io.edge4j.maven.benchmark;

import io.edge4j.maven.metric.Metric;

/**
 * One {@code <gate>} of the pom. Which side of the limit is good belongs to the metric.
 *
 * @param variant the one that must keep the limit, such as {@code onnx-optimized}
 * @param metric such as {@code p95Millis}; {@link Gates#metrics} has all
 * @param limit in the metric's unit, or a ratio when {@code relativeTo} is given
 * @param relativeTo the variant to hold it against; null for an absolute limit
 */
public record GateRule(String variant, String metric, Double limit, String relativeTo) {

  /** The rule as a sentence, such as {@code onnx-optimized speedup over onnx-fp32 >= 1.05}. */
  String sentence(Metric known) {
    String over = "";
    if (relativeTo != null) {
      over = (known.allowsAlone() ? " relative to " : " over ") + relativeTo;
    }
    return variant
        + " "
        + metric
        + over
        + " "
        + known.direction().sign()
        + " "
        + Figures.plain(limit);
  }
}
