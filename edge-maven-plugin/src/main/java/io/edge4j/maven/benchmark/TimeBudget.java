package io.edge4j.maven.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The bound on a whole benchmark, and what is left of it. */
final class TimeBudget {
  private final long start = System.nanoTime();
  private final int seconds;
  private final List<Double> forks = new ArrayList<>();

  TimeBudget(int seconds) {
    this.seconds = seconds;
  }

  double spentSeconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** At least a second, since zero would mean without a bound to some. */
  Duration left() {
    return Duration.ofMillis(Math.max(1000, Math.round((seconds - spentSeconds()) * 1000)));
  }

  boolean isSpent() {
    return spentSeconds() >= seconds;
  }

  void forkTook(double duration) {
    forks.add(duration);
  }

  /** Whether another fork like the longest so far would end in time. */
  boolean hasRoomForAFork() {
    double longest = forks.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return spentSeconds() + longest < seconds;
  }

  /** {@code , about 14 s left}; empty before there is anything to tell from. */
  String leftFor(int forksToGo) {
    double mean = forks.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    return mean == 0 ? "" : ", about " + Math.round(mean * forksToGo) + " s left";
  }
}
