package io.edge4j.maven.mojo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pom's {@code <benchmark>}; what is left out comes from the properties. */
public final class BenchmarkConfiguration {
  /** Untimed runs of each variant before the timed ones. */
  @Nullable Integer warmup;

  /** Timed runs of each variant in each fork; 300, and more of quick models, unless given. */
  @Nullable Integer runs;

  /** Samples in one run. */
  @Nullable Integer batchSize;

  /** Threads of each engine. */
  @Nullable Integer threads;

  /** Fresh JVMs that measure. */
  @Nullable Integer forks;

  /** Fresh JVMs that measure on top when a gate is undecided; as many as forks unless given. */
  @Nullable Integer extraForks;

  /** Sizes of batches whose throughput is measured too, for example {@code 1,8,32}. */
  List<Integer> batchSizes = List.of();

  /** How many seconds the whole measurement may take; 600 unless given. */
  @Nullable Integer timeoutSeconds;
}
