package io.edge4j.maven.mojo;

/** The pom's {@code <benchmark>}; what is left out comes from the properties. */
public final class BenchmarkConfiguration {
  /** Untimed runs of each variant before the timed ones. */
  Integer warmup;

  /** Timed runs of each variant in each fork. */
  Integer runs;

  /** Samples in one run. */
  Integer batchSize;

  /** Threads of each engine. */
  Integer threads;

  /** Fresh JVMs that measure. */
  Integer forks;
}
