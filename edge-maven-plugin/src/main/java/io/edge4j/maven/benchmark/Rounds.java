package io.edge4j.maven.benchmark;

import java.util.List;

/**
 * The run times of one variant by fork and round, in milliseconds. Rounds with one index pair are
 * of one time and place for all variants of a benchmark: that is what makes ratios hold on a noisy
 * machine.
 */
final class Rounds {
  private final double[][][] millis;

  /**
   * @param millis {@code [fork][round][run]}
   */
  Rounds(double[][][] millis) {
    this.millis = millis;
  }

  /**
   * @param nanosOfForks for each fork all runs in the order in which they were measured
   */
  static Rounds of(List<List<Long>> nanosOfForks, int runsPerRound) {
    double[][][] millis = new double[nanosOfForks.size()][][];
    for (int fork = 0; fork < millis.length; fork++) {
      List<Long> nanos = nanosOfForks.get(fork);
      int rounds = nanos.size() / runsPerRound;
      millis[fork] = new double[rounds][runsPerRound];
      for (int i = 0; i < rounds * runsPerRound; i++) {
        millis[fork][i / runsPerRound][i % runsPerRound] = nanos.get(i) / 1e6;
      }
    }
    return new Rounds(millis);
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
  double[] all() {
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
