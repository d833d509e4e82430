package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.metric.Correctness;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Runs a variant over a whole test set, once. */
final class AccuracyTest {
  /** PyTorch's cost a call is large; edge-runtime runs a batch row by row in any case. */
  private static final int BATCH = 256;

  private AccuracyTest() {}

  static Correctness run(Subject subject, Samples test, SampleOrder order) {
    BitSet right = new BitSet(test.size());
    for (int first = 0; first < test.size(); first += BATCH) {
      List<float[]> batch = new ArrayList<>();
      for (int i = first; i < Math.min(first + BATCH, test.size()); i++) {
        float[] sample = new float[order.size()];
        test.copyTo(i, sample, 0);
        batch.add(order.ordered(sample));
      }
      int[] found = subject.classifyAll(batch);
      for (int i = 0; i < found.length; i++) {
        right.set(first + i, found[i] == test.label(first + i));
      }
    }
    return new Correctness(right, test.size());
  }
}
