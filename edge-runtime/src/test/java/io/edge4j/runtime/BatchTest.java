package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
  @CsvSource({"fp32, 1", "fp32, 15", "fp32, 16", "fp32, 50", "static, 33", "dynamic, 33"})
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
    }
  }

  @Test
  void onlyRecipesWhoseRowsStayApartRunAsBatches() throws IOException {
    assertThat(batches("fp32")).isTrue();
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
