package io.edge4j.maven.benchmark;

import io.edge4j.maven.stage.StageException;

/**
 * How much is measured: {@code <benchmark>} in the pom.
 *
 * @param warmup untimed runs of each variant that a fork starts with; more follow until the times
 *     have settled
 * @param runs timed runs of each variant in a fork
 * @param batchSize samples in a run
 * @param threads threads an engine may use
 * @param forks fresh JVMs to measure in
 */
public record Protocol(int warmup, int runs, int batchSize, int threads, int forks) {

  /** The seed's protocol, in three JVMs. */
  public static final Protocol DEFAULT = new Protocol(20, 300, 1, 1, 3);

  /**
   * Pure, for the Maven JVM.
   *
   * @throws StageException names the parameter, its value and what it may be
   */
  public void validate() throws StageException {
    atLeast("warmup", warmup, 0);
    atLeast("runs", runs, 1);
    atLeast("batchSize", batchSize, 1);
    atLeast("threads", threads, 1);
    atLeast("forks", forks, 1);
  }

  private static void atLeast(String parameter, int value, int least) throws StageException {
    if (value < least) {
      throw new StageException(
          "<benchmark><"
              + parameter
              + "> (edge.benchmark."
              + parameter
              + ") is "
              + value
              + ", but must be "
              + least
              + " or more");
    }
  }
}
