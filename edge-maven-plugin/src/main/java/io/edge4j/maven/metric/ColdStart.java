package io.edge4j.maven.metric;

import org.jspecify.annotations.Nullable;

/**
 * One start of a JVM that opens a variant alone.
 *
 * @param loadMillis from nothing loaded to a model that can predict, the engine's start included
 * @param firstPredictionMillis the first prediction after that
 * @param memoryBytes peak resident memory of that JVM; null where the system does not say
 */
public record ColdStart(
    double loadMillis, double firstPredictionMillis, @Nullable Long memoryBytes) {

  @Nullable Double memory() {
    return memoryBytes == null ? null : memoryBytes.doubleValue();
  }
}
