package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.model.InvalidInputException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several samples in one call. */
class BatchTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "fp32, 0",
    "fp32, 1",
    "fp32, 2",
    "fp32, 15",
    "fp32, 16",
    "fp32, 17",
    "fp32, 32",
    "blockwise, 33",
    "fp32, 50",
    "static, 33",
    "dynamic, 33"
  })
  void everySampleGetsItsOwnAnswerInItsPlace(String recipe, int count) throws IOException {
    byte[] bytes = TinyModels.identity(DataType.FLOAT, List.of(3L), Map.of("edge.recipe", recipe));
    Path file = Files.write(directory.resolve("identity.onnx"), bytes);
    List<float[]> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new float[] {i, i + 0.5f, -i});
    }
    try (EdgeModel model = EdgeModel.open(file)) {
      List<Prediction> predictions = model.predictor().predictAll(samples);
      assertThat(predictions).hasSize(count);
      for (int i = 0; i < count; i++) {
        assertThat(predictions.get(i).values()).isEqualTo(samples.get(i));
      }
      FloatBuffer buffer = FloatBuffer.allocate(5 + 3 * count).position(5);
      samples.forEach(buffer::put);
      assertThat(model.predictor().predictAll(buffer.position(5)))
          .map(Prediction::values)
          .usingElementComparator(Arrays::compare)
          .containsExactlyElementsOf(samples);
      assertThat(buffer.position()).isEqualTo(5);
    }
  }

  /** A sum over the batch tells which rows ran together. */
  @Test
  void rowsOfOneCallRunTogetherWhereTheyAreIndependent() throws IOException {
    for (String recipe : List.of("fp32", "blockwise", "dynamic")) {
      byte[] bytes = TinyModels.sumOfTheBatch(Map.of("edge.recipe", recipe));
      try (EdgeModel model = EdgeModel.openBytes("sum", bytes, EdgeOptions.defaults())) {
        List<Prediction> five =
            model
                .predictor()
                .predictAll(new float[] {1}, new float[] {2}, new float[] {3}, new float[] {4});
        float[] first = five.get(0).values();
        assertThat(first[0]).isEqualTo(recipe.equals("dynamic") ? 1 : 10);
      }
    }
  }

  @Test
  void aBufferOfHalfASampleIsRefused() throws IOException {
    byte[] bytes = TinyModels.identity(DataType.FLOAT, List.of(3L), Map.of());
    try (EdgeModel model = EdgeModel.openBytes("identity", bytes, EdgeOptions.defaults())) {
      assertThatThrownBy(() -> model.predictor().predictAll(FloatBuffer.allocate(4)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("expected a multiple of 3 values, found 4");
      FloatBuffer wrong = FloatBuffer.allocate(6).put(4, Float.NaN);
      assertThatThrownBy(() -> model.predictor().predictAll(wrong))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("Sample 1: expected finite values, found NaN at index 1");
    }
  }

  @Test
  void onlyRecipesWhoseRowsStayApartRunAsBatches() throws IOException {
    assertThat(batches("fp32")).isTrue();
    assertThat(batches("blockwise")).isTrue();
    assertThat(batches("static")).isTrue();
    assertThat(batches("dynamic")).isFalse();
    assertThat(batches("")).isFalse();
  }

  private boolean batches(String recipe) throws IOException {
    byte[] bytes = TinyModels.identity(DataType.FLOAT, List.of(3L), Map.of("edge.recipe", recipe));
    try (EdgeModel model = EdgeModel.open(Files.write(directory.resolve("m.onnx"), bytes))) {
      return SampleLayout.of(model.info()).batches();
    }
  }
}
