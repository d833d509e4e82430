package io.edge4j.maven.benchmark;

import io.edge4j.maven.stage.StageException;
import java.util.List;

/**
 * How much is measured: {@code <benchmark>} in the pom.
 *
 * @param warmup untimed runs of each variant that a fork starts with; more follow until the times
 *     have settled
 * @param runs timed runs of each variant in a fork, at least
 * @param batchSize samples in a run
 * @param threads threads an engine may use
 * @param forks fresh JVMs to measure in
 * @param extraForks fresh JVMs that are measured in on top when a gate is undecided
 * @param batchSizes sizes of batches whose throughput is measured as well; may be empty
 * @param timedMillis what the timed runs of a fork take together, at least: variants that are done
 *     sooner are run more often than {@code runs}. 0 for exactly {@code runs}
 * @param settleMillis longest time that a variant is warmed in a fork when its times do not settle
 * @param timeoutSeconds bound on the whole benchmark, waiting for others not counted
 */
public record Protocol(
    int warmup,
    int runs,
    int batchSize,
    int threads,
    int forks,
    int extraForks,
    List<Integer> batchSizes,
    int timedMillis,
    int settleMillis,
    int timeoutSeconds) {
  private static final int FOUR_SECONDS = 4000;
  private static final int TEN_MINUTES = 600;

  /**
   * The seed's protocol, in as many JVMs as an interval needs that holds what it says. 300 runs of
   * a small model are over in a hundredth of a second, and whatever happened on the machine in it
   * would be the figure of that fork: hence half a second.
   */
  public static final Protocol DEFAULT =
      new Protocol(20, 300, 1, 1, 8, 8, List.of(), 500, FOUR_SECONDS, TEN_MINUTES);

  public Protocol {
    batchSizes = List.copyOf(batchSizes);
  }

  /**
   * Exactly so many runs, as many extra forks as forks, no batches, four seconds to settle, ten
   * minutes in all.
   */
  public Protocol(int warmup, int runs, int batchSize, int threads, int forks) {
    this(warmup, runs, batchSize, threads, forks, forks, List.of(), 0, FOUR_SECONDS, TEN_MINUTES);
  }

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
    atLeast("extraForks", extraForks, 0);
    atLeast("timedMillis", timedMillis, 0);
    atLeast("settleMillis", settleMillis, 0);
    atLeast("timeoutSeconds", timeoutSeconds, 1);
    for (int size : batchSizes) {
      atLeast("batchSizes", size, 1);
    }
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
