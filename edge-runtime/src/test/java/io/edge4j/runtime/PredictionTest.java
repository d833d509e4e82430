package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.edge4j.model.InvalidInputException;
import io.edge4j.model.OutputKind;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Outputs that are not finite. */
class PredictionTest {
  private static final float[] TOO_LARGE = new float[64];

  static {
    Arrays.fill(TOO_LARGE, -3e38f);
  }

  private static EdgeModel identity(OutputKind kind) throws IOException {
    return EdgeModel.openBytes(
        "identity",
        TinyModels.identity(TensorProto.DataType.FLOAT, List.of(3L), Map.of()),
        EdgeOptions.defaults().withOutput(kind));
  }

  private static Prediction prediction(OutputKind kind, float... output) throws IOException {
    try (EdgeModel model = identity(kind)) {
      return new Prediction(model.info(), output);
    }
  }

  @Test
  void finiteValuesThatOverflowGiveNoLabel() throws IOException {
    try (EdgeModel model = EdgeModel.openResource("nan-output/overflows.onnx")) {
      assertThatThrownBy(() -> model.predictor().predict(TOO_LARGE))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("the model's output for these values is not finite: ");
      assertThat(model.predictor().predict(new float[64]).label()).isNotEmpty();
    }
  }

  @Test
  void theSampleThatOverflowsIsNamed() throws IOException {
    try (EdgeModel model = EdgeModel.openResource("nan-output/overflows.onnx")) {
      assertThatThrownBy(() -> model.predictor().predictAll(new float[64], TOO_LARGE))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("Sample 1: the model's output for these values is not finite");
    }
  }

  @Test
  void noClassIsToldFromScoresThatAreNotFinite() {
    for (float[] scores :
        List.of(
            new float[] {1, Float.NaN, 2},
            new float[] {Float.POSITIVE_INFINITY, 0, 0},
            new float[] {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY})) {
      assertThatThrownBy(() -> prediction(OutputKind.LOGITS, scores))
          .as(Arrays.toString(scores))
          .isInstanceOf(InvalidInputException.class);
    }
    assertThatThrownBy(
            () -> prediction(OutputKind.PROBABILITIES, 1, Float.NEGATIVE_INFINITY, Float.NaN))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aLogitOfNegativeInfinityIsAProbabilityOfZero() throws IOException {
    Prediction masked = prediction(OutputKind.LOGITS, Float.NEGATIVE_INFINITY, 3, 3);
    assertThat(masked.index()).isEqualTo(1);
    assertThat(masked.probabilities()).containsExactly(0, 0.5f, 0.5f);
  }

  @Test
  void valuesMayBeAnythingButGiveNoLabelOutOfNaN() throws IOException {
    assertThat(prediction(OutputKind.VALUES, Float.NaN, 1, 2).index()).isEqualTo(2);
    Prediction nothing = prediction(OutputKind.VALUES, Float.NaN, Float.NaN);
    assertThat(nothing.values()).containsOnly(Float.NaN);
    assertThatThrownBy(nothing::label).isInstanceOf(IllegalStateException.class);
  }
}
