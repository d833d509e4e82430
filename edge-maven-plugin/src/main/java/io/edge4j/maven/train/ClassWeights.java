package io.edge4j.maven.train;

import io.edge4j.maven.dataset.Samples;
import java.util.List;

/** How much the samples of each class count in the loss. */
final class ClassWeights {
  /** Every sample counts the same. */
  static final String NONE = "none";

  /** Every class counts the same, however few samples it has. */
  static final String BALANCED = "balanced";

  /** By class; none where all are the same. */
  private final float[] weights;

  private ClassWeights(float... weights) {
    this.weights = weights;
  }

  static List<String> names() {
    return List.of(NONE, BALANCED);
  }

  /** Every sample counts the same. */
  static ClassWeights none() {
    return new ClassWeights();
  }

  /**
   * Weights as scikit-learn's {@code class_weight="balanced"} has them: samples over classes over
   * samples of the class, so that their mean over all samples is 1. A class without samples has
   * weight 1: none is learned from, but a validation may meet one.
   *
   * @param train what is learned from
   */
  static ClassWeights balanced(Samples train, int classes) {
    int[] counts = new int[classes];
    int present = 0;
    for (int i = 0; i < train.size(); i++) {
      if (counts[train.label(i)]++ == 0) {
        present++;
      }
    }
    float[] weights = new float[classes];
    for (int c = 0; c < classes; c++) {
      weights[c] = counts[c] == 0 ? 1 : (float) ((double) train.size() / present / counts[c]);
    }
    return new ClassWeights(weights);
  }

  /** Whether a loss needs no weights. */
  boolean areEqual() {
    return weights.length == 0;
  }

  /**
   * One per target, of weights that are not equal.
   *
   * @param targets numbers of classes
   */
  float[] of(float[] targets) {
    float[] each = new float[targets.length];
    for (int i = 0; i < each.length; i++) {
      each[i] = weights[(int) targets[i]];
    }
    return each;
  }

  /** How much samples count together: what a mean loss of them stands for. */
  double sum(float[] targets) {
    if (areEqual()) {
      return targets.length;
    }
    double sum = 0;
    for (float weight : of(targets)) {
      sum += weight;
    }
    return sum;
  }
}
