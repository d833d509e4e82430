package io.edge4j.maven.measure;

import io.edge4j.maven.stage.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Times things round by round: every one in every round, in an order of its own, so that what
 * happens to the machine happens to all of them.
 *
 * @param <X> what a run may fail with
 */
public final class Interleaving<X extends Exception> {
  /** Untimed runs in front of a turn of many runs: they bring code and data back to the caches. */
  private static final int LEAD_IN = 2;

  private static final long SAY_EVERY_NANOS = 5_000_000_000L;

  /** A turn of few runs, which are long ones, is led in by less: one untimed run per so many. */
  private static final int RUNS_PER_LEAD_IN = 5;

  private final List<? extends TimedRun<X>> contestants;
  private final Random random;
  private final Progress progress;

  /**
   * @param random gives the order of each round
   */
  public Interleaving(List<? extends TimedRun<X>> contestants, Random random, Progress progress) {
    this.contestants = contestants;
    this.random = random;
    this.progress = progress;
  }

  /**
   * What happens between two rounds, untimed.
   *
   * @param <Y> what it may fail with
   */
  @FunctionalInterface
  public interface Pause<Y extends Exception> {
    /**
     * Called before every round.
     *
     * @param round the one that follows, from 0
     */
    void before(int round) throws Y;
  }

  /**
   * Measures whole rounds, with as many runs of each in all of them.
   *
   * @param runs of each contestant, rounded up to whole rounds
   * @param runsPerRound consecutive runs of a contestant in a round
   * @return for each contestant the nanoseconds of its runs, in order
   */
  public List<List<Long>> runs(int runs, int runsPerRound) throws X {
    return this.<X>runs(runs, runsPerRound, round -> {});
  }

  /** The same with something done before each round. */
  public <Y extends Exception> List<List<Long>> runs(int runs, int runsPerRound, Pause<Y> pause)
      throws X, Y {
    return rounds(
        (runs + runsPerRound - 1) / runsPerRound,
        Collections.nCopies(contestants.size(), runsPerRound),
        pause);
  }

  /**
   * Measures rounds.
   *
   * @param runsPerRound for each contestant its consecutive runs in a round
   * @return for each contestant the nanoseconds of its runs, in order
   */
  public List<List<Long>> rounds(int rounds, List<Integer> runsPerRound) throws X {
    return this.<X>rounds(rounds, runsPerRound, round -> {});
  }

  /** The same with something done before each round. */
  public <Y extends Exception> List<List<Long>> rounds(
      int rounds, List<Integer> runsPerRound, Pause<Y> pause) throws X, Y {
    List<List<Long>> nanos = new ArrayList<>();
    contestants.forEach(one -> nanos.add(new ArrayList<>()));
    List<Integer> order = new ArrayList<>(IntStream.range(0, contestants.size()).boxed().toList());
    long start = System.nanoTime();
    long said = start;
    for (int round = 0; round < rounds; round++) {
      pause.before(round);
      Collections.shuffle(order, random);
      for (int index : order) {
        turn(contestants.get(index), runsPerRound.get(index), nanos.get(index));
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

  private void turn(TimedRun<X> contestant, int runs, List<Long> nanos) throws X {
    for (int i = 0; i < Math.min(LEAD_IN, runs / RUNS_PER_LEAD_IN); i++) {
      contestant.timed();
    }
    for (int i = 0; i < runs; i++) {
      nanos.add(contestant.timed());
    }
  }
}
