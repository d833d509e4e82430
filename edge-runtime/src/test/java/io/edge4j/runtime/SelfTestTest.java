package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.edge4j.model.InputContract;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.SelfTest;
import io.edge4j.model.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

public class SelfTestTest {
  private static final Map<String, Long> ONE = Map.of("n", 1L);

  @Test
  void passesWhereTheKernelsComputeWhatTheBuildComputed() throws IOException {
    try (EdgeModel model = open(provenBy(SelfTestTest::faithful))) {
      assertThatCode(model::verify).doesNotThrowAnyException();
    }
  }

  @Test
  void passesWhereTheyRoundDifferently() throws IOException {
    try (EdgeModel model = open(provenBy(inputs -> scaled(inputs, 1.05f)))) {
      assertThatCode(model::verify).doesNotThrowAnyException();
    }
  }

  @Test
  void failsWhereTheyComputeSomethingElse() throws IOException {
    try (EdgeModel model = open(provenBy(inputs -> scaled(inputs, -1f)))) {
      assertThatThrownBy(model::verify)
          .isInstanceOf(ModelException.class)
          .hasMessageContaining(
              "The self-test of model tiny failed: outputs for 3 drawn inputs are 200 % away from"
                  + " those of the build, and 10.0 % is tolerated.")
          .hasMessageContaining("EDGE_SELF_TEST=off");
    }
  }

  @Test
  void failsWhereAnOutputIsMissing() throws IOException {
    try (EdgeModel model =
        open(provenBy(inputs -> Map.of("other", inputs.values().iterator().next())))) {
      assertThatThrownBy(model::verify).hasMessageContaining("not comparable");
    }
  }

  @Test
  void aModelWithoutOnePasses() throws IOException {
    try (EdgeModel model = open(Map.of())) {
      assertThatCode(model::verify).doesNotThrowAnyException();
    }
  }

  @Test
  void takesAtMostOneKibibyteHoweverManyOutputsThereAre() throws IOException {
    Map<String, Tensor> many = new LinkedHashMap<>();
    for (int i = 0; i < 40; i++) {
      many.put("an_output_with_a_long_name/" + i, Tensor.of(new float[] {i + 1, 0.25f}, 1, 2));
    }
    assertThat(provenBy(inputs -> many).get("edge.selfTest").length()).isBetween(500, 1024);
  }

  @Test
  void isTheSameWhenItIsWrittenAndRead() throws IOException {
    SelfTest test = test(SelfTestTest::faithful);
    try (EdgeModel model = open(Map.of())) {
      Map<String, String> entries = metadata(model).provenBy(test).entries();
      assertThat(
              ModelMetadata.read(entries, model.info().inputs(), model.info().outputs()).selfTest())
          .contains(test);
    }
  }

  @Test
  void thereIsNoneOfOutputsThatAreNoNumbers() throws IOException {
    try (EdgeModel model = open(Map.of())) {
      assertThat(
              SelfTest.of(
                  model.info().contract(),
                  7,
                  3,
                  ONE,
                  0.1,
                  inputs -> Map.of("y", Tensor.of(new float[] {Float.NaN}, 1))))
          .isEqualTo(Optional.empty());
    }
  }

  /** The entries of a model that the build's machine computed in that way. */
  public static Map<String, String> provenBy(
      Function<Map<String, Tensor>, Map<String, Tensor>> build) throws IOException {
    try (EdgeModel model = open(Map.of())) {
      return metadata(model).provenBy(test(build)).entries();
    }
  }

  private static SelfTest test(Function<Map<String, Tensor>, Map<String, Tensor>> build)
      throws IOException {
    try (EdgeModel model = open(Map.of())) {
      InputContract contract = model.info().contract();
      return SelfTest.of(contract, 7, 3, sizes(contract), 0.1, build).orElseThrow();
    }
  }

  private static Map<String, Long> sizes(InputContract contract) {
    return Map.of(contract.openDimensions().iterator().next(), 1L);
  }

  private static ModelMetadata metadata(EdgeModel model) {
    return ModelMetadata.unknown(model.info().inputs());
  }

  private static EdgeModel open(Map<String, String> entries) throws IOException {
    return EdgeModel.openBytes("tiny", bytes(entries), EdgeOptions.defaults());
  }

  /** A model that gives back four values. */
  public static byte[] bytes(Map<String, String> entries) {
    return TinyModels.identity(TensorProto.DataType.FLOAT, List.of(4L), entries);
  }

  public static Map<String, Tensor> faithful(Map<String, Tensor> inputs) {
    return scaled(inputs, 1f);
  }

  public static Map<String, Tensor> scaled(Map<String, Tensor> inputs, float factor) {
    float[] values = inputs.get("x").floats();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return Map.of("y", Tensor.of(values, 1, 4));
  }
}
