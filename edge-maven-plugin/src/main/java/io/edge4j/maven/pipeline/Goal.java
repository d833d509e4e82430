package io.edge4j.maven.pipeline;

/** How far a goal brings the model; each includes those before it. */
public enum Goal {
  TRAIN,
  EXPORT,
  QUANTIZE,
  BENCHMARK;

  boolean includes(Goal other) {
    return compareTo(other) >= 0;
  }
}
