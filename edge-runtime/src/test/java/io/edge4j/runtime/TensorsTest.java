package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.model.InvalidInputException;
import io.edge4j.model.OutputValue;
import io.edge4j.model.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that are no classifiers: any number of inputs and outputs, any tensor type. */
class TensorsTest {
  @TempDir Path directory;

  static Stream<Arguments> types() {
    return Stream.of(
        type(DataType.FLOAT, Tensor.of(new float[] {1.5f, -2}, 1, 2), Tensor::floats),
        type(DataType.FLOAT16, Tensor.ofFloat16(new float[] {1.5f, -2}, 1, 2), Tensor::floats),
        type(DataType.DOUBLE, Tensor.of(new double[] {1.5, -2}, 1, 2), Tensor::doubles),
        type(DataType.INT64, Tensor.of(new long[] {1L << 40, -2}, 1, 2), Tensor::longs),
        type(DataType.INT32, Tensor.of(new int[] {1 << 20, -2}, 1, 2), Tensor::ints),
        type(DataType.INT16, Tensor.of(new short[] {300, -2}, 1, 2), Tensor::shorts),
        type(DataType.INT8, Tensor.of(new byte[] {3, -2}, 1, 2), Tensor::bytes),
        type(DataType.UINT8, Tensor.ofUnsigned(new byte[] {3, -2}, 1, 2), Tensor::bytes),
        type(DataType.BOOL, Tensor.of(new boolean[] {true, false}, 1, 2), Tensor::booleans),
        type(DataType.STRING, Tensor.of(new String[] {"ä", "b"}, 1, 2), Tensor::strings));
  }

  private static Arguments type(DataType type, Tensor tensor, Function<Tensor, Object> read) {
    return Arguments.of(type, tensor, read);
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyTypeGoesThroughUnchanged(DataType type, Tensor in, Function<Tensor, Object> read)
      throws IOException {
    try (EdgeModel model = open(TinyModels.identity(type, List.of(2L), Map.of()))) {
      Tensor out = model.predictor().run(Map.of("x", in)).get("y");
      assertThat(out).hasToString(in.toString());
      assertThat(read.apply(out)).isEqualTo(read.apply(in));
    }
  }

  @Test
  void severalInputsAndOutputsAreNamed() throws IOException {
    try (EdgeModel model = open(TinyModels.sumAndDifference())) {
      Map<String, Tensor> outputs =
          model
              .predictor()
              .run(
                  Map.of(
                      "a",
                      Tensor.of(new float[] {3, 5}, 2),
                      "b",
                      Tensor.of(new float[] {1, 1}, 2)));
      assertThat(outputs.keySet()).containsExactly("sum", "difference");
      assertThat(outputs.get("sum").floats()).containsExactly(4, 6);
      assertThat(outputs.get("difference").floats()).containsExactly(2, 4);
    }
  }

  @Test
  void outputsThatAreNoTensorsAreValues() throws IOException {
    try (EdgeModel model = open(TinyModels.outputsOfAllKinds())) {
      Map<String, OutputValue> outputs =
          model
              .predictor()
              .runForValues(
                  Map.of(
                      "x",
                      Tensor.of(new float[] {0.75f, 0.25f}, 1, 2),
                      "some",
                      Tensor.of(new float[0], 1, 0)));

      assertThat(outputs.keySet()).containsExactly("by_name", "unsigned", "same");
      OutputValue.Sequence maps = (OutputValue.Sequence) outputs.get("by_name");
      OutputValue.Entries first = (OutputValue.Entries) maps.elements().get(0);
      assertThat(first.keys().strings()).containsExactly("no", "yes");
      assertThat(first.values().floats()).containsExactly(0.25f, 0.75f);
      assertThat(outputs.get("unsigned")).isEqualTo(new OutputValue.Unreadable("uint32[1, 2]"));
      assertThat(outputs.get("same")).hasToString("float[1, 0]");
    }
  }

  @Test
  void aModelWithTwoInputsTakesNoPlainSamples() throws IOException {
    try (EdgeModel model = open(TinyModels.sumAndDifference())) {
      assertThatThrownBy(() -> model.predictor().predict(new float[2]))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessage("Model model takes no plain float samples: it has 2 inputs.");
    }
  }

  @Test
  void missingUnknownAndMistypedInputsAreNamed() throws IOException {
    Tensor two = Tensor.of(new float[2], 2);
    try (EdgeModel model = open(TinyModels.sumAndDifference())) {
      Predictor predictor = model.predictor();
      assertThatThrownBy(() -> predictor.run(Map.of("a", two)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("Input b: float[n] is missing.");
      assertThatThrownBy(() -> predictor.run(Map.of("a", two, "b", two, "c", two)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageStartingWith("Input c is unknown; the model has [a: float[n], b: float[n]]");
      assertThatThrownBy(() -> predictor.run(Map.of("a", two, "b", Tensor.of(new long[2], 2))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("Expected input b: float[n], found int64[2].");
      assertThatThrownBy(() -> predictor.run(Map.of("a", two, "b", Tensor.of(new float[2], 1, 2))))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("Expected input b: float[n], found float[1, 2].");
    }
  }

  @Test
  void infinitiesAreRefusedByInputAndIndex() throws IOException {
    Tensor endless = Tensor.of(new float[] {0, Float.POSITIVE_INFINITY}, 2);
    try (EdgeModel model = open(TinyModels.sumAndDifference())) {
      assertThatThrownBy(() -> model.predictor().run(Map.of("a", endless, "b", endless)))
          .isInstanceOf(InvalidInputException.class)
          .hasMessage("Input a: expected finite values, found Infinity at index 1");
    }
  }

  @Test
  void aShapeThatDoesNotFitItsValuesIsRefused() {
    assertThatThrownBy(() -> Tensor.of(new float[5], 2, 3))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("expected 6 values for shape [2, 3], found 5");
  }

  private EdgeModel open(byte[] model) throws IOException {
    return EdgeModel.open(Files.write(directory.resolve("model.onnx"), model));
  }
}
