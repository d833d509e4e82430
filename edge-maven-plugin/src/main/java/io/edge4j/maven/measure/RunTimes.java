package io.edge4j.maven.measure;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The run times of one contestant by fork (a JVM of its own) and round, in milliseconds. Rounds
 * with one index pair are of one time and place for all contestants: that is what makes ratios hold
 * on a noisy machine.
 */
public final class RunTimes {
  private final double[][][] millis;

  /**
   * @param millis {@code [fork][round][run]}
   */
  public RunTimes(double[][][] millis) {
    this.millis = millis;
  }

  /**
   * Cuts runs into rounds.
   *
   * @param nanosOfForks for each fork all runs in the order in which they were measured
   */
  public static RunTimes of(List<List<Long>> nanosOfForks, int runsPerRound) {
    double[][][] millis = new double[nanosOfForks.size()][][];
    for (int fork = 0; fork < millis.length; fork++) {
      List<Long> nanos = nanosOfForks.get(fork);
      int rounds = nanos.size() / runsPerRound;
      millis[fork] = new double[rounds][runsPerRound];
      for (int i = 0; i < rounds * runsPerRound; i++) {
        millis[fork][i / runsPerRound][i % runsPerRound] = nanos.get(i) / 1e6;
      }
    }
    return new RunTimes(millis);
  }

  int forks() {
    return millis.length;
  }

  int rounds(int fork) {
    return millis[fork].length;
  }

  double[] runs(int fork, int round) {
    return millis[fork][round];
  }

  /** Every run of one fork. */
  double[] runs(int fork) {
    return Arrays.stream(millis[fork]).flatMapToDouble(Arrays::stream).toArray();
  }

  /** Every run of every fork. */
  public double[] all() {
    return IntStream.range(0, forks())
        .mapToObj(this::runs)
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  /**
   * The figure of run times.
   *
   * @return of each fork the statistic over its runs, of these the geometric mean, with an interval
   *     as wide as the forks lie apart. A single fork is cut into its rounds for the interval,
   *     which then says nothing about other JVMs
   */
  public Estimate estimate(Statistic statistic) {
    return overParts(fork -> statistic.of(runs(fork)), round -> statistic.of(runs(0, round)));
  }

  /** The statistic of these over that of others in the same rounds. */
  public Estimate ratioTo(RunTimes others, Statistic statistic) {
    return overParts(
        fork -> statistic.of(runs(fork)) / statistic.of(others.runs(fork)),
        round -> statistic.of(runs(0, round)) / statistic.of(others.runs(0, round)));
  }

  /**
   * How many times faster these are than a reference: in each round the median time of the
   * reference over that of these, of these the median in each fork, of these the geometric mean.
   * Medians, since one run that the scheduler held up for milliseconds would outweigh a hundred
   * that it left alone; geometric, so that A over B is the inverse of B over A.
   */
  public Estimate speedupOver(RunTimes reference) {
    return overParts(
        fork ->
            Math.exp(
                Statistic.median(
                    IntStream.range(0, rounds(fork))
                        .mapToDouble(round -> Math.log(speedup(reference, fork, round)))
                        .toArray())),
        round -> speedup(reference, 0, round));
  }

  /** The same of each round of one fork, which is what its figure is the median of. */
  public double[] speedupsOver(RunTimes reference, int fork) {
    return IntStream.range(0, rounds(fork))
        .mapToDouble(round -> speedup(reference, fork, round))
        .toArray();
  }

  private double speedup(RunTimes reference, int fork, int round) {
    return Statistic.median(reference.runs(fork, round)) / Statistic.median(runs(fork, round));
  }

  private Estimate overParts(IntToDoubleFunction ofFork, IntToDoubleFunction ofRound) {
    double[] forks = IntStream.range(0, forks()).mapToDouble(ofFork).toArray();
    return forks.length > 1
        ? Student.of(forks)
        : Student.around(
            forks[0],
            IntStream.range(0, rounds(0))
                .mapToDouble(round -> Math.log(ofRound.applyAsDouble(round)))
                .toArray());
  }
}
