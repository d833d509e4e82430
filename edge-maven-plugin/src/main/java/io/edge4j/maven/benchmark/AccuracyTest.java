package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.SampleOrder;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.dataset.Split;
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
    return correctness(classes(subject, test, order), test);
  }

  /** The class of each sample. */
  static List<Integer> classes(Subject subject, Samples test, SampleOrder order) {
    List<Integer> classes = new ArrayList<>();
    for (int first = 0; first < test.size(); first += BATCH) {
      int count = Math.min(BATCH, test.size() - first);
      for (int found : subject.classifyAll(batch(test, first, count, order))) {
        classes.add(found);
      }
    }
    return classes;
  }

  /** Samples as the variant takes them. */
  static List<float[]> batch(Samples test, int first, int count, SampleOrder order) {
    List<float[]> batch = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      float[] sample = new float[order.size()];
      test.copyTo(i, sample, 0);
      batch.add(order.ordered(sample));
    }
    return batch;
  }

  /** Which of the classes are right. */
  static Correctness correctness(List<Integer> classes, Split test) {
    BitSet right = new BitSet(test.size());
    for (int i = 0; i < classes.size(); i++) {
      right.set(i, classes.get(i) == test.label(i));
    }
    return new Correctness(right, test.size());
  }
}
