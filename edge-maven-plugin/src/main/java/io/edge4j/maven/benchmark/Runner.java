package io.edge4j.maven.benchmark;

import io.edge4j.maven.measure.TimedRun;
import java.util.List;
import java.util.function.IntSupplier;

/** Times runs of one variant, each the next of those that were prepared. */
final class Runner implements TimedRun<RuntimeException> {
  private List<IntSupplier> runs;
  private int next;

  /** Written after every run, never read: so the compiler cannot drop a run. */
  @SuppressWarnings("UnusedVariable")
  private volatile int sink;

  Runner(List<IntSupplier> runs) {
    this.runs = List.copyOf(runs);
  }

  /** Goes on with runs of the same variant, opened anew. */
  void renew(List<IntSupplier> others) {
    runs = List.copyOf(others);
    next %= runs.size();
  }

  /** Nanoseconds around exactly what a caller does: values in, answer out. */
  @Override
  public long timed() {
    IntSupplier run = runs.get(next);
    next = (next + 1) % runs.size();
    long start = System.nanoTime();
    int found = run.getAsInt();
    long nanos = System.nanoTime() - start;
    sink = found;
    return nanos;
  }
}
