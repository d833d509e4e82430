package io.edge4j.maven.measure;

import java.util.List;

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

  /** Every run of every fork. */
  public double[] all() {
    return runsOf(Resample.everything(this));
  }

  double[] runsOf(Resample resample) {
    double[] all = new double[resample.rounds() * millis[0][0].length];
    int next = 0;
    for (int fork = 0; fork < resample.forks(); fork++) {
      for (int round : resample.roundsOf(fork)) {
        double[] runs = millis[resample.fork(fork)][round];
        System.arraycopy(runs, 0, all, next, runs.length);
        next += runs.length;
      }
    }
    return all;
  }
}
