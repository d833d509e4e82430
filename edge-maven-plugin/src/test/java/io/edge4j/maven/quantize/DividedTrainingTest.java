package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.dataset.Samples;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is measured on and what is decided by are different samples, none of them of the test. */
class DividedTrainingTest {

  @Test
  void theSharesAreDisjointAndTogetherTheTrainingSplit() {
    DrawnSamples whole = DrawnSamples.of(100, 3);
    DividedTraining divided = new DividedTraining(whole, 7);

    Set<Float> all = firstValues(divided.train());
    all.addAll(firstValues(divided.test()));

    assertThat(divided.train().size()).isEqualTo(80);
    assertThat(divided.test().size()).isEqualTo(20);
    assertThat(all).isEqualTo(firstValues(whole.train()));
  }

  @Test
  void noSampleOfTheTestSplitTakesPart() {
    DrawnSamples whole = DrawnSamples.of(100, 3);

    assertThat(firstValues(new DividedTraining(whole, 7).test()))
        .doesNotContainAnyElementsOf(firstValues(whole.test()));
  }

  @Test
  void aSampleKeepsItsLabel() {
    DrawnSamples whole = DrawnSamples.of(50, 3);
    Samples validation = new DividedTraining(whole, 7).test();
    float[] value = new float[3];
    float[] other = new float[3];
    for (int i = 0; i < validation.size(); i++) {
      validation.copyTo(i, value, 0);
      for (int j = 0; j < whole.train().size(); j++) {
        whole.train().copyTo(j, other, 0);
        if (other[0] == value[0]) {
          assertThat(validation.label(i)).isEqualTo(whole.train().label(j));
        }
      }
    }
  }

  @Test
  void aSeedDividesAlwaysInTheSameWay() {
    DrawnSamples whole = DrawnSamples.of(100, 3);

    assertThat(firstValues(new DividedTraining(whole, 7).test()))
        .isEqualTo(firstValues(new DividedTraining(whole, 7).test()))
        .isNotEqualTo(firstValues(new DividedTraining(whole, 8).test()));
  }

  @Test
  void aFewSamplesServeForBoth() {
    DividedTraining divided = new DividedTraining(DrawnSamples.of(3, 2), 7);

    assertThat(divided.train().size()).isEqualTo(3);
    assertThat(divided.test().size()).isEqualTo(3);
  }

  private static Set<Float> firstValues(Samples samples) {
    Set<Float> values = new HashSet<>();
    float[] sample = new float[3];
    for (int i = 0; i < samples.size(); i++) {
      samples.copyTo(i, sample, 0);
      values.add(sample[0]);
    }
    return values;
  }
}
