package io.edge4j.maven.measure;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Which forks, and which rounds of each, a bootstrap sample consists of. */
final class Resample {
  private final int[] forks;
  private final int[][] rounds;

  private Resample(int[] forks, int[][] rounds) {
    this.forks = forks;
    this.rounds = rounds;
  }

  static Resample everything(RunTimes of) {
    int[] forks = IntStream.range(0, of.forks()).toArray();
    int[][] rounds =
        Arrays.stream(forks)
            .mapToObj(f -> IntStream.range(0, of.rounds(f)).toArray())
            .toArray(int[][]::new);
    return new Resample(forks, rounds);
  }

  /** Forks with replacement, then in each drawn fork rounds with replacement. */
  static Resample draw(RunTimes of, RandomGenerator random) {
    int[] forks = random.ints(of.forks(), 0, of.forks()).toArray();
    int[][] rounds =
        Arrays.stream(forks)
            .mapToObj(f -> random.ints(of.rounds(f), 0, of.rounds(f)).toArray())
            .toArray(int[][]::new);
    return new Resample(forks, rounds);
  }

  int forks() {
    return forks.length;
  }

  int fork(int position) {
    return forks[position];
  }

  int[] roundsOf(int position) {
    return rounds[position];
  }

  /** In sum over all drawn forks. */
  int rounds() {
    return Arrays.stream(rounds).mapToInt(r -> r.length).sum();
  }
}
