package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.dataset.FittedDataset;
import io.edge4j.maven.dataset.TensorSamples;
import io.edge4j.model.Dim;
import io.edge4j.model.InputContract;
import io.edge4j.model.TensorInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is measured on and what is decided by are different samples, none of them of the test. */
class DividedTrainingTest {

  @Test
  void theSharesAreDisjointAndTogetherTheTrainingSplit() throws Exception {
    FittedDataset whole = drawn(100);
    FittedDataset divided = DividedTraining.of(whole, 7);

    Set<Float> all = firstValues(divided.train());
    all.addAll(firstValues(divided.test()));

    assertThat(divided.train().size()).isEqualTo(80);
    assertThat(divided.test().size()).isEqualTo(20);
    assertThat(all).isEqualTo(firstValues(whole.train()));
  }

  @Test
  void noSampleOfTheTestSplitTakesPart() throws Exception {
    FittedDataset whole = drawn(100);

    assertThat(firstValues(DividedTraining.of(whole, 7).test()))
        .doesNotContainAnyElementsOf(firstValues(whole.test()));
  }

  @Test
  void aSampleKeepsItsLabel() throws Exception {
    FittedDataset whole = drawn(50);
    TensorSamples validation = DividedTraining.of(whole, 7).test();
    for (int i = 0; i < validation.size(); i++) {
      for (int j = 0; j < whole.train().size(); j++) {
        if (first(whole.train(), j) == first(validation, i)) {
          assertThat(validation.label(i)).isEqualTo(whole.train().label(j));
        }
      }
    }
  }

  @Test
  void aSeedDividesAlwaysInTheSameWay() throws Exception {
    FittedDataset whole = drawn(100);

    assertThat(firstValues(DividedTraining.of(whole, 7).test()))
        .isEqualTo(firstValues(DividedTraining.of(whole, 7).test()))
        .isNotEqualTo(firstValues(DividedTraining.of(whole, 8).test()));
  }

  @Test
  void aFewSamplesServeForBoth() throws Exception {
    FittedDataset divided = DividedTraining.of(drawn(3), 7);

    assertThat(divided.train().size()).isEqualTo(3);
    assertThat(divided.test().size()).isEqualTo(3);
  }

  private static FittedDataset drawn(int size) throws Exception {
    TensorInfo input = new TensorInfo("x", "float", List.of(Dim.open(), Dim.of(3)));
    return DrawnSamples.of(size, 3).fittedTo(InputContract.of(List.of(input)));
  }

  private static Set<Float> firstValues(TensorSamples samples) {
    Set<Float> values = new HashSet<>();
    for (int i = 0; i < samples.size(); i++) {
      values.add(first(samples, i));
    }
    return values;
  }

  private static float first(TensorSamples samples, int index) {
    return samples.tensors(index).get("x").floats()[0];
  }
}
