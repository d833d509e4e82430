package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.edge4j.model.InvalidInputException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PredictorTest {
  private static final Offset<Float> TINY = within(1e-4f);

  private EdgeModel model;
  private Predictor predictor;

  @BeforeEach
  void open() throws IOException {
    model = SeedCnn.open();
    predictor = model.predictor();
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void givesTheLogitsThatPythonGives() throws IOException {
    float[][] images = SeedCnn.images();
    float[][] logits = SeedCnn.logits();
    for (int i = 0; i < images.length; i++) {
      assertThat(predictor.predict(images[i]).values()).containsExactly(logits[i], TINY);
    }
  }

  @Test
  void namesTheClassWithTheLargestLogit() throws IOException {
    Prediction prediction = predictor.predict(SeedCnn.images()[0]);
    assertThat(prediction.index()).isEqualTo(9);
    assertThat(prediction.label()).isEqualTo("Ankle boot");
  }

  @Test
  void probabilitiesAreTheSoftmaxOfLogits() throws IOException {
    Prediction prediction = predictor.predict(SeedCnn.images()[0]);
    float[] probabilities = prediction.probabilities();
    double sum = IntStream.range(0, probabilities.length).mapToDouble(i -> probabilities[i]).sum();
    assertThat(sum).isCloseTo(1, within(1e-6));
    assertThat(probabilities[prediction.index()]).isEqualTo(prediction.probability());
    float[] values = prediction.values();
    assertThat(Math.log(probabilities[9] / probabilities[7]))
        .isCloseTo((double) values[9] - values[7], within(1e-3));
  }

  @Test
  void aBufferIsReadFromItsPositionAndLeftAsItWas() throws IOException {
    float[] image = SeedCnn.images()[3];
    FloatBuffer buffer = FloatBuffer.allocate(image.length + 5).position(5).put(image).position(5);
    assertThat(predictor.predict(buffer).values()).isEqualTo(predictor.predict(image).values());
    assertThat(buffer.position()).isEqualTo(5);
  }

  @Test
  void samplesOfOneCallDoNotChangeEachOthersAnswers() throws IOException {
    float[] image = SeedCnn.images()[0];
    float[] loud = image.clone();
    loud[0] = 1e4f;
    List<Prediction> together = predictor.predictAll(image, loud);
    assertThat(together.get(0).values()).isEqualTo(predictor.predict(image).values());
  }

  @Test
  void aWrongLengthSaysWhatWasExpectedAndFound() {
    assertThatThrownBy(() -> predictor.predict(new float[783]))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("expected 784 values for a sample of shape [1, 28, 28], found 783");
  }

  @Test
  void notANumberIsRefusedWithItsPlace() {
    float[] values = new float[SeedCnn.PIXELS];
    values[17] = Float.NaN;
    assertThatThrownBy(() -> predictor.predict(values))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("expected finite values, found NaN at index 17");
  }

  @Test
  void aWrongSampleAmongSeveralIsNamed() {
    float[] right = new float[SeedCnn.PIXELS];
    assertThatThrownBy(() -> predictor.predictAll(right, new float[1]))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("Sample 1: expected 784 values");
  }

  @Test
  void aClosedModelRefusesPredictions() {
    model.close();
    assertThatThrownBy(() -> predictor.predict(new float[SeedCnn.PIXELS]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Model int8-python is closed.");
  }
}
