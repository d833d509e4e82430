package io.edge4j.maven.benchmark;

import io.edge4j.maven.metric.Metric;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One {@code <gate>} of the pom. Which side of the limit is good belongs to the metric.
 *
 * @param variant the one that must keep the limit, such as {@code onnx-optimized}; empty where the
 *     pom does not say, until {@link Gates#validate} refuses that
 * @param metric such as {@code p95Millis}; {@link Gates#metrics} has all; may be empty likewise
 * @param limit in the metric's unit, or a ratio when {@code relativeTo} is given; may be null
 *     likewise
 * @param relativeTo the variant to hold it against; null for an absolute limit
 */
public record GateRule(
    String variant, String metric, @Nullable Double limit, @Nullable String relativeTo) {

  public GateRule {
    variant = variant == null ? "" : variant;
    metric = metric == null ? "" : metric;
  }

  /** The limit of a rule that is valid. */
  double bound() {
    return Optional.ofNullable(limit)
        .orElseThrow(() -> new IllegalStateException("the gate was not validated"));
  }

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
        + Figures.plain(bound());
  }
}
