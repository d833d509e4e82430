package io.edge4j.maven.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs every contestant, in turns, until its times have settled: until the medians of its last
 * slices show no trend. It has a bound, since on a busy machine some times never settle; whether
 * they did is reported.
 *
 * @param <X> what a run may fail with
 */
public final class Warmup<X extends Exception> {
  private static final long SLICE = 20_000_000;
  private static final int WINDOW = 12;

  /** Long enough for the compiler to reach the end of its tiers on a small model. */
  private static final long LEAST = 500_000_000;

  /** On a busy machine a second holds few runs; fewer than these tell nothing about compilation. */
  private static final int LEAST_RUNS = 1000;

  private final List<Series<X>> series;
  private final int least;
  private final long most;

  /**
   * @param least runs of each contestant, settled or not
   * @param most nanoseconds of runs after which a contestant that does not settle is let go
   */
  public Warmup(List<? extends TimedRun<X>> contestants, int least, long most) {
    this.series = contestants.stream().map(one -> new Series<X>(one)).toList();
    this.least = least;
    this.most = most;
  }

  public void run() throws X {
    boolean on = true;
    while (on) {
      on = false;
      for (Series<X> one : series) {
        one.slice(least);
        on |= !one.done(least, most);
      }
    }
  }

  /** Untimed runs that a contestant had. */
  public int runs(int contestant) {
    return series.get(contestant).runs;
  }

  /** Nanoseconds of one of them, in the mean. */
  public double meanNanos(int contestant) {
    return (double) series.get(contestant).spent / series.get(contestant).runs;
  }

  /** Whether its times showed no trend at the end. */
  public boolean settled(int contestant) {
    return series.get(contestant).settled();
  }

  private static final class Series<X extends Exception> {
    private final TimedRun<X> contestant;
    private final List<Double> medians = new ArrayList<>();
    private int runs;
    private long spent;

    Series(TimedRun<X> contestant) {
      this.contestant = contestant;
    }

    void slice(int least) throws X {
      List<Long> nanos = new ArrayList<>();
      long end = System.nanoTime() + SLICE;
      while (nanos.isEmpty() || System.nanoTime() < end || runs < least) {
        nanos.add(contestant.timed());
        runs++;
      }
      spent += nanos.stream().mapToLong(Long::longValue).sum();
      medians.add(Statistic.median(nanos.stream().mapToDouble(Long::doubleValue).toArray()));
    }

    boolean done(int least, long most) {
      boolean settled = spent >= LEAST && runs >= LEAST_RUNS && settled();
      return runs >= least && (settled || spent >= most);
    }

    boolean settled() {
      return medians.size() >= WINDOW
          && !MannKendall.hasTrend(
              medians.subList(medians.size() - WINDOW, medians.size()).stream()
                  .mapToDouble(Double::doubleValue)
                  .toArray());
    }
  }
}
