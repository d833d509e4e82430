package io.edge4j.maven.benchmark;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs every variant, in turns, until its times have settled: until the medians of its last slices
 * show no trend. It has a bound, since on a busy machine some times never settle; whether they did
 * is reported.
 */
final class Warming {
  private static final long SLICE = 20_000_000;
  private static final int WINDOW = 12;

  /** Long enough for the compiler to reach the end of its tiers on a small model. */
  private static final long LEAST = 1_000_000_000;

  /** On a busy machine a second holds few runs; fewer than these tell nothing about compilation. */
  private static final int LEAST_RUNS = 1000;

  private final List<Series> series;
  private final int least;
  private final long most;

  /**
   * @param least runs of each variant, settled or not
   * @param most nanoseconds of runs after which a variant that does not settle is let go
   */
  Warming(List<Runner> runners, int least, long most) {
    this.series = runners.stream().map(Series::new).toList();
    this.least = least;
    this.most = most;
  }

  void run() {
    boolean on = true;
    while (on) {
      on = false;
      for (Series one : series) {
        one.slice(least);
        on |= !one.done(least, most);
      }
    }
  }

  /** Untimed runs that a variant had. */
  int runs(int variant) {
    return series.get(variant).runs;
  }

  boolean settled(int variant) {
    return series.get(variant).settled();
  }

  private static final class Series {
    private final Runner runner;
    private final List<Double> medians = new ArrayList<>();
    private int runs;
    private long spent;

    Series(Runner runner) {
      this.runner = runner;
    }

    void slice(int least) {
      List<Long> nanos = new ArrayList<>();
      long end = System.nanoTime() + SLICE;
      while (nanos.isEmpty() || System.nanoTime() < end || runs < least) {
        nanos.add(runner.timed());
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
