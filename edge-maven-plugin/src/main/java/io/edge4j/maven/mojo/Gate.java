package io.edge4j.maven.mojo;

import io.edge4j.maven.benchmark.GateRule;
import org.jspecify.annotations.Nullable;

/** One {@code <gate>} of the pom. */
public final class Gate {
  /** The variant that has to keep the limit, for example {@code onnx-optimized}. */
  String variant = "";

  /** What is limited, for example {@code p95Millis}; which side is good belongs to the metric. */
  String metric = "";

  /** The limit, in the unit of the metric. */
  @Nullable Double limit;

  /** A second variant that the first is held against, for example {@code onnx-fp32}. */
  @Nullable String relativeTo;

  /**
   * The device that it is held on, for example {@code pi-zero}; unless given, the machine that the
   * build runs on.
   */
  @Nullable String device;

  GateRule rule() {
    return new GateRule(variant, metric, limit, relativeTo);
  }
}
