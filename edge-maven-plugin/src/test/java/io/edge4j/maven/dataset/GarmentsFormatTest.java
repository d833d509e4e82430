package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.model.Preprocessing;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GarmentsFormatTest {
  private static final DatasetSpec SEED_42 = new DatasetSpec("garments", null, 42, Map.of());

  @Test
  void everyMachineDrawsTheSamePixels() {
    assertThat(new GarmentsFormat().open(SEED_42, line -> {}).fingerprint())
        .isEqualTo("sha256:35e2d4669d536ad18139be9609f84ab7ce6724c0fd3233d969dc2f06b5f2f7da");
  }

  @Test
  void anotherSeedDrawsOthers() {
    assertThat(GarmentsFormat.draw(1, 20, 10).fingerprint())
        .isNotEqualTo(GarmentsFormat.draw(2, 20, 10).fingerprint());
  }

  @Test
  void trainAndTestShareNoSample() {
    Dataset garments = GarmentsFormat.draw(42, 10, 10);
    float[] train = new float[784];
    float[] test = new float[784];
    for (int i = 0; i < 10; i++) {
      garments.train().copyTo(i, train, 0);
      garments.test().copyTo(i, test, 0);
      assertThat(train).isNotEqualTo(test);
    }
  }

  @Test
  void saysThatItIsSyntheticAndNeverFashionMnist() {
    Dataset garments = GarmentsFormat.draw(42, 10, 10);
    assertThat(garments.name()).contains("synthetic").doesNotContainIgnoringCase("mnist");
    assertThat(garments.classNames()).isEqualTo(FashionMnist.CLASS_NAMES);
  }

  @Test
  void hasTwelveThousandToTrainAndTwoThousandToTestInEvenClasses() {
    Dataset garments = new GarmentsFormat().open(SEED_42, line -> {});
    assertThat(garments.train().size()).isEqualTo(12_000);
    assertThat(garments.test().size()).isEqualTo(2_000);
    assertThat(garments.sampleShape()).containsExactly(1, 28, 28);
    for (int label = 0; label < 10; label++) {
      int wanted = label;
      assertThat(IntStream.range(0, 2_000).filter(i -> garments.test().label(i) == wanted).count())
          .isEqualTo(200);
    }
  }

  @Test
  void pixelsAreScaledToOne() {
    Dataset garments = GarmentsFormat.draw(42, 10, 10);
    float[] values = new float[785];
    garments.train().copyTo(3, values, 1);
    assertThat(values).contains(0f, org.assertj.core.data.Index.atIndex(0));
    for (float value : values) {
      assertThat(value).isBetween(0f, 1f);
    }
    assertThat(garments.preprocessing()).isEqualTo(Preprocessing.UNIT);
  }
}
