package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.SelfTest;
import io.edge4j.runtime.EdgeModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenSelfTestTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"fp32", "dynamic"})
  void theModelProvesItselfWhereItWasBuilt(String recipe) throws Exception {
    try (EdgeModel model = EdgeModel.open(quantize(recipe, null, "a.onnx"))) {
      assertThatCode(model::verify).doesNotThrowAnyException();
    }
  }

  @Test
  void itIsThreeDrawsOfAllOutputsInAtMostOneKibibyte() throws Exception {
    SelfTest test = selfTest(quantize("dynamic", null, "a.onnx"));
    assertThat(test.draws()).isEqualTo(3);
    assertThat(test.expected().get("logits")).hasSize(30).doesNotContainNull();
    assertThat(test.tolerance()).isBetween(0.1, 0.5);
  }

  @Test
  void oneIsThereWithADatasetToo() throws Exception {
    Path model = quantize("dynamic", new DatasetSpec("images", null, 42, Map.of()), "a.onnx");
    assertThat(selfTest(model).expected()).containsKey("logits");
    assertThat(
            ModelMetadata.of(model)
                .entries()
                .get("edge.selfTest")
                .getBytes(StandardCharsets.UTF_8)
                .length)
        .isLessThanOrEqualTo(SelfTest.LARGEST);
  }

  @Test
  void theSameBuildWritesTheSameBytes() throws Exception {
    assertThat(quantize("dynamic", null, "a.onnx"))
        .hasSameBinaryContentAs(quantize("dynamic", null, "b.onnx"));
  }

  @Test
  void fp32IsHeldToATighterToleranceThanIntegers() throws Exception {
    assertThat(selfTest(quantize("fp32", null, "a.onnx")).tolerance()).isEqualTo(0.02);
  }

  private static SelfTest selfTest(Path model) throws Exception {
    return ModelMetadata.of(model).selfTest().orElseThrow();
  }

  private Path quantize(String recipe, @Nullable DatasetSpec dataset, String name)
      throws Exception {
    Path target = Files.createDirectories(folder.resolve(name + ".d")).resolve("m.onnx");
    new QuantizationStage((model, spec, progress) -> SeedImages.load().fittedTo(model.inputs()))
        .run(
            new QuantizationRequest(
                SeedCnn.file("fp32.onnx"),
                target,
                InputSettings.NONE,
                dataset,
                RecipeChoice.of(recipe),
                1,
                ModelIdentity.unchanged("test"),
                target.resolveSibling("quantize.json"),
                QuantizationOptions.DEFAULT),
            line -> {});
    return target;
  }
}
