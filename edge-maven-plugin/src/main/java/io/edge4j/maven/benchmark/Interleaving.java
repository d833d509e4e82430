package io.edge4j.maven.benchmark;

import io.edge4j.maven.stage.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Times variants round by round: every variant in every round, in an order of its own, so that what
 * happens to the machine happens to all of them.
 */
final class Interleaving {
  /** Untimed runs in front of a variant's turn: they bring its code and data back to the caches. */
  private static final int LEAD_IN = 2;

  private static final long SAY_EVERY_NANOS = 5_000_000_000L;

  private final List<Runner> runners;
  private final Random random;
  private final Progress progress;

  Interleaving(List<Runner> runners, Random random, Progress progress) {
    this.runners = runners;
    this.random = random;
    this.progress = progress;
  }

  /**
   * Measures whole rounds.
   *
   * @param runs of each variant, rounded up to whole rounds
   * @param runsPerRound consecutive runs of a variant in a round
   * @return for each variant the nanoseconds of its runs, in order
   */
  List<List<Long>> rounds(int runs, int runsPerRound) {
    List<List<Long>> nanos = new ArrayList<>();
    runners.forEach(runner -> nanos.add(new ArrayList<>()));
    List<Integer> order = new ArrayList<>(IntStream.range(0, runners.size()).boxed().toList());
    int rounds = (runs + runsPerRound - 1) / runsPerRound;
    long start = System.nanoTime();
    long said = start;
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order, random);
      for (int variant : order) {
        turn(runners.get(variant), runsPerRound, nanos.get(variant));
      }
      if (System.nanoTime() - said > SAY_EVERY_NANOS) {
        said = System.nanoTime();
        double left = (said - start) / 1e9 / (round + 1) * (rounds - round - 1);
        progress.say(
            "Round " + (round + 1) + " of " + rounds + ", about " + Math.round(left) + " s left");
      }
    }
    return nanos;
  }

  private static void turn(Runner runner, int runs, List<Long> nanos) {
    for (int i = 0; i < LEAD_IN; i++) {
      runner.timed();
    }
    for (int i = 0; i < runs; i++) {
      nanos.add(runner.timed());
    }
  }
}
