package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelArtifactsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.example:classifier:1.4.0:onnx",
        "com.example:classifier:1.4.0:fp32:onnx",
        "com.example:backbone:1.0:safetensors",
        "com.example:backbone:1.0:small:params"
      })
  void anArtifactHasATypeOfModelsOrWeights(String text) {
    assertThat(ModelArtifacts.areCoordinates(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/model/backbone.safetensors",
        "C:\\models\\backbone.safetensors",
        "com.example:backbone:1.0:jar",
        "com.example:backbone:safetensors"
      })
  void allElseIsAFile(String text) {
    assertThat(ModelArtifacts.areCoordinates(text)).isFalse();
  }
}
