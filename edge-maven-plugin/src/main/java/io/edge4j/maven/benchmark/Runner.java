package io.edge4j.maven.benchmark;

import io.edge4j.maven.measure.TimedRun;
import java.util.ArrayList;
import java.util.List;

/** Times runs of one variant, each with the next of the prepared inputs. */
final class Runner implements TimedRun<RuntimeException> {
  private final Subject subject;
  private final List<List<float[]>> batches = new ArrayList<>();
  private int next;

  /** Written after every run, never read: so the compiler cannot drop a run. */
  @SuppressWarnings("UnusedVariable")
  private volatile int sink;

  /**
   * @param batchSize samples in a run; inputs are repeated where there are fewer
   */
  Runner(Subject subject, Inputs inputs, int batchSize) {
    this.subject = subject;
    int count = inputs.samples().size();
    for (int first = 0; first < count; first += batchSize) {
      List<float[]> batch = new ArrayList<>();
      for (int i = 0; i < batchSize; i++) {
        batch.add(inputs.samples().get((first + i) % count));
      }
      batches.add(batch);
    }
  }

  /** Nanoseconds around exactly what a caller does: values in, class out. */
  @Override
  public long timed() {
    List<float[]> batch = batches.get(next);
    next = (next + 1) % batches.size();
    if (batch.size() == 1) {
      float[] sample = batch.get(0);
      long start = System.nanoTime();
      int found = subject.classify(sample);
      long nanos = System.nanoTime() - start;
      sink = found;
      return nanos;
    }
    long start = System.nanoTime();
    int[] found = subject.classifyAll(batch);
    long nanos = System.nanoTime() - start;
    sink = found[0];
    return nanos;
  }
}
