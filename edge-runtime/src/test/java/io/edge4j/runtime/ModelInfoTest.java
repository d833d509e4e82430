package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.model.OutputKind;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelInfoTest {
  private static final Map<String, String> METADATA =
      Map.of(
          "edge.schema", "1",
          "edge.name", "garments",
          "edge.version", "1.2.0",
          "edge.labels", "[\"a\",\"b\\\"c\",\"ä\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\"]",
          "edge.input",
              "{\"name\":\"input\",\"shape\":[1,28,28],\"scale\":0.5,\"mean\":1.0,\"std\":2.0}",
          "edge.output", "logits",
          "edge.recipe", "dynamic",
          "edge.accuracy", "0.8981",
          "edge.dataset", "garments sha256:00",
          "edge.producer", "edge-maven-plugin 0.1.0");

  @TempDir Path directory;

  @Test
  void comesFromTheFilesMetadata() throws IOException {
    try (EdgeModel model = EdgeModel.open(model(METADATA))) {
      ModelInfo info = model.info();
      assertThat(info.name()).isEqualTo("garments");
      assertThat(info.version()).isEqualTo("1.2.0");
      assertThat(info.labels()).hasSize(10).startsWith("a", "b\"c", "ä");
      assertThat(info.sampleShape()).containsExactly(1L, 28L, 28L);
      assertThat(info.preprocessing()).isEqualTo(Preprocessing.of(0.5, 1, 2));
      assertThat(info.columns()).isEmpty();
      assertThat(info.output()).isEqualTo(OutputKind.LOGITS);
      assertThat(info.recipe()).contains(Recipe.DYNAMIC);
      assertThat(info.accuracy()).hasValue(0.8981);
      assertThat(info.dataset()).isEqualTo("garments sha256:00");
      assertThat(info.producer()).isEqualTo("edge-maven-plugin 0.1.0");
    }
  }

  @Test
  void aFileWithoutMetadataSaysWhatOnnxSays() throws IOException {
    try (EdgeModel model = EdgeModel.openResource(SeedCnn.RESOURCE)) {
      ModelInfo info = model.info();
      assertThat(info.name()).isEqualTo("int8-python");
      assertThat(info.labels()).isEmpty();
      assertThat(info.output()).isEqualTo(OutputKind.VALUES);
      assertThat(info.inputs()).hasToString("[input: float[batch, 1, 28, 28]]");
      assertThat(info.outputs()).hasToString("[logits: float[batch, 10]]");
      assertThat(info.sampleShape()).containsExactly(1L, 28L, 28L);
    }
  }

  @Test
  void aClassWithoutNameIsCalledByItsIndex() throws IOException {
    try (EdgeModel model = EdgeModel.openResource(SeedCnn.RESOURCE)) {
      Prediction prediction = model.predictor().predict(SeedCnn.images()[0]);
      assertThat(prediction.label()).isEqualTo("9");
      assertThat(prediction.probability()).isNaN();
      assertThat(prediction.probabilities()).isEmpty();
    }
  }

  @Test
  void optionsOverrideTheMetadata() throws IOException {
    EdgeOptions options =
        EdgeOptions.defaults().withOutput(OutputKind.VALUES).withLabels(SeedCnn.LABELS);
    try (EdgeModel model = EdgeModel.open(model(METADATA), options)) {
      assertThat(model.info().output()).isEqualTo(OutputKind.VALUES);
      assertThat(model.info().labels()).isEqualTo(SeedCnn.LABELS);
    }
  }

  @Test
  void labelsOfTheOptionsThatDoNotFitAreRefused() throws IOException {
    Path file = model(METADATA);
    assertThatThrownBy(
            () -> EdgeModel.open(file, EdgeOptions.defaults().withLabels(List.of("only"))))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith(
            "EdgeOptions.withLabels has 1 label, and the model's output logits");
  }

  @Test
  void aNewerSchemaIsRefused() throws IOException {
    Path file = model(Map.of("edge.schema", "3"));
    assertThatThrownBy(() -> EdgeModel.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("(edge.schema=3): update edge-runtime");
  }

  @Test
  void unreadableMetadataIsRefusedByItsKey() throws IOException {
    Path file = model(Map.of("edge.labels", "{}"));
    assertThatThrownBy(() -> EdgeModel.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "The model's metadata entry edge.labels should be a JSON array of strings; found: {}");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> EdgeModel.open(directory.resolve("none.onnx")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.onnx: no such model file");
  }

  @Test
  void aFileThatIsNoModelIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("text.onnx"), "no model at all");
    assertThatThrownBy(() -> EdgeModel.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessage(file + " is text, not an ONNX model; it begins with 'no model at all'");
  }

  @Test
  void aGitLfsPointerNamesTheCommand() throws IOException {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n";
    Path file = Files.writeString(directory.resolve("lfs.onnx"), pointer);

    assertThatThrownBy(() -> EdgeModel.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll(file + " is a Git LFS pointer", "git lfs pull");
    assertThatThrownBy(
            () ->
                EdgeModel.openBytes(
                    "garments", pointer.getBytes(StandardCharsets.UTF_8), EdgeOptions.defaults()))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll("garments is a Git LFS pointer", "git lfs pull");
  }

  @Test
  void dataThatIsMissingBesideTheModelIsNamed() throws IOException {
    Path file = directory.resolve("m.onnx");
    TinyModels.scaledBeside(file, "m.onnx_data");
    Files.delete(directory.resolve("m.onnx_data"));

    assertThatThrownBy(() -> EdgeModel.open(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContainingAll("external data of tensor 'w' is missing", "m.onnx_data");
  }

  @Test
  void aModelInMemoryHasNoDataBesideIt() throws IOException {
    Path file = directory.resolve("m.onnx");
    TinyModels.scaledBeside(file, "m.onnx_data");
    byte[] model = Files.readAllBytes(file);

    assertThatThrownBy(() -> EdgeModel.openBytes("m", model, EdgeOptions.defaults()))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "m has its weights in external data (m.onnx_data), which is found only beside a file:"
                + " open the model with EdgeModel.open(Path)");
  }

  private Path model(Map<String, String> metadata) throws IOException {
    byte[] bytes =
        ModelInfoTest.class.getClassLoader().getResourceAsStream(SeedCnn.RESOURCE).readAllBytes();
    return Files.write(
        directory.resolve("with-metadata.onnx"), OnnxBytes.withMetadata(bytes, metadata));
  }
}
