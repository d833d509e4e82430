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

  private static final long MOST = 4_000_000_000L;

  private final List<Series> series;
  private final int least;

  /**
   * @param least runs of each variant, settled or not
   */
  Warming(List<Runner> runners, int least) {
    this.series = runners.stream().map(Series::new).toList();
    this.least = least;
  }

  void run() {
    boolean on = true;
    while (on) {
      on = false;
      for (Series one : series) {
        one.slice(least);
        on |= !one.done(least);
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

    boolean done(int least) {
      return runs >= least && spent >= LEAST && (settled() || spent >= MOST);
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
