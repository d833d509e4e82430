package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.edge4j.maven.dataset.Samples;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {

  @Test
  void balancedWeightsAreSamplesOverClassesOverTheSamplesOfAClass() {
    ClassWeights weights = ClassWeights.balanced(labels(0, 0, 0, 2), 3);

    assertThat(weights.of(new float[] {0, 2, 0})).containsExactly(2 / 3f, 2, 2 / 3f);
    assertThat(weights.sum(new float[] {0, 0, 0, 2})).isCloseTo(4, offset(1e-6));
  }

  @Test
  void aClassThatNothingIsLearnedFromCountsOnce() {
    assertThat(ClassWeights.balanced(labels(0, 0, 0, 2), 3).of(new float[] {1}))
        .containsExactly(1f);
  }

  @Test
  void withoutWeightsEverySampleCountsOnce() {
    assertThat(ClassWeights.none().areEqual()).isTrue();
    assertThat(ClassWeights.none().sum(new float[] {0, 1})).isEqualTo(2);
  }

  @Test
  void theLossIsTheMeanOfLossesByTheirWeights() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray logits = manager.create(new float[][] {{0, 0}, {0, (float) Math.log(3)}});
      float[] targets = {0, 1};

      // -ln 1/2 and -ln 3/4, weighted 2/3 and 2.
      double plain = (Math.log(2) + Math.log(4 / 3.0)) / 2;
      double balanced = (2 / 3.0 * Math.log(2) + 2 * Math.log(4 / 3.0)) / (2 / 3.0 + 2);
      assertThat(loss(logits, targets, ClassWeights.none())).isCloseTo(plain, offset(1e-6));
      assertThat(loss(logits, targets, ClassWeights.balanced(labels(0, 0, 0, 1), 2)))
          .isCloseTo(balanced, offset(1e-6));
    }
  }

  private static double loss(NDArray logits, float[] targets, ClassWeights weights) {
    return Objective.CLASSIFICATION.loss(logits, targets, weights).getFloat();
  }

  private static Samples labels(int... labels) {
    return new Samples() {
      @Override
      public int size() {
        return labels.length;
      }

      @Override
      public int label(int index) {
        return labels[index];
      }

      @Override
      public float target(int index) {
        return labels[index];
      }

      @Override
      public void copyTo(int index, float[] target, int offset) {
        throw new UnsupportedOperationException();
      }
    };
  }
}
