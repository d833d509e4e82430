package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.session.OrtModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is equalised computes in ONNX Runtime what it computed before. */
class CrossLayerEqualizationTest {
  @TempDir Path folder;

  @Test
  void inAChainEachChannelIsMadeAndReadByWeightsOfTheSameRange() throws Exception {
    Path before =
        opset(17)
            .input("x", 1, 2, 6, 6)
            .initializer(spread("w1", 4, 2, 1, 1))
            .weight("b1", 4)
            .initializer(spread("w2", 4, 1, 3, 3))
            .weight("b2", 4)
            .weight("w3", 3, 4, 1, 1)
            .node("Conv", List.of("x", "w1", "b1"), List.of("c1"))
            .node("Relu", List.of("c1"), List.of("r1"))
            .node("Conv", List.of("r1", "w2", "b2"), List.of("c2"), attribute("group", 4))
            .node("Relu", List.of("c2"), List.of("r2"))
            .node("Conv", List.of("r2", "w3"), List.of("y"))
            .output("y", 1, 3, 4, 4)
            .write(folder.resolve("chain.onnx"));
    Model model = equalized(before, 2);

    List<Node> layers = model.graph().nodes().stream().filter(node -> node.is("Conv")).toList();
    float[] first = peaks(weight(model, layers.get(0)), 4);
    float[] second = peaks(weight(model, layers.get(1)), 4);
    float[] third = columnPeaks(weight(model, layers.get(2)), 4);
    for (int channel = 0; channel < 4; channel++) {
      assertThat(first[channel] / most(first)).isCloseTo(second[channel] / most(second), FEW);
      assertThat(second[channel] / most(second)).isCloseTo(third[channel] / most(third), FEW);
    }
    assertSameFunction(before, model);
  }

  @Test
  void whatLiesBehindAShortcutAndAPoolIsScaledWithIt() throws Exception {
    Path before =
        opset(17)
            .input("x", 1, 2, 8, 8)
            .initializer(spread("w1", 4, 2, 3, 3))
            .weight("b1", 4)
            .initializer(spread("w2", 4, 4, 1, 1))
            .weight("slope", 4, 1, 1)
            .weight("w3", 36, 5)
            .weight("b3", 5)
            .weight("w4", 2, 5)
            .node("Conv", List.of("x", "w1", "b1"), List.of("c1"))
            .node("PRelu", List.of("c1", "slope"), List.of("r1"))
            .node("Conv", List.of("r1", "w2"), List.of("c2"))
            .node("Add", List.of("c2", "r1"), List.of("sum"))
            .node("MaxPool", List.of("sum"), List.of("p"), POOL, STRIDES)
            .node("Flatten", List.of("p"), List.of("f"))
            .node("Gemm", List.of("f", "w3", "b3"), List.of("g"))
            .node("LeakyRelu", List.of("g"), List.of("l"), attribute("alpha", 0.1f))
            .node("Gemm", List.of("l", "w4"), List.of("y"), attribute("transB", 1))
            .output("y", 1, 2)
            .write(folder.resolve("shortcut.onnx"));

    assertSameFunction(before, equalized(before, 2));
  }

  @Test
  void transposedConvolutionsOfSeveralGroupsAreScaledToo() throws Exception {
    Path before =
        opset(13)
            .input("x", 1, 4, 5, 5)
            .initializer(spread("w1", 4, 3, 2, 2))
            .weight("b1", 6)
            .initializer(spread("w2", 6, 2, 2, 2))
            .weight("w3", 3, 4, 1, 1)
            .node("ConvTranspose", List.of("x", "w1", "b1"), List.of("c1"), attribute("group", 2))
            .node("ConvTranspose", List.of("c1", "w2"), List.of("c2"), attribute("group", 2))
            .node("Relu", List.of("c2"), List.of("r2"))
            .node("Conv", List.of("r2", "w3"), List.of("y"))
            .output("y", 1, 3, 7, 7)
            .write(folder.resolve("transposed.onnx"));

    assertSameFunction(before, equalized(before, 2));
  }

  static Stream<Arguments> leftAlone() {
    return Stream.of(
        Arguments.of("a weight that two layers share", pair("Relu").shared()),
        Arguments.of("a value that leaves the model", pair("Relu").leaving()),
        Arguments.of("a value that another operator reads too", pair("Relu").readTwice()),
        Arguments.of("an activation that does not keep factors", pair("Sigmoid")),
        Arguments.of("an activation with an upper bound", pair("Clip")),
        Arguments.of("a weight that is an input", pair("Relu").replaceable()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void leftAlone(String what, Pair pair) throws Exception {
    Model model = Model.read(pair.model().write(folder.resolve("pair.onnx")));

    assertThat(new CrossLayerEqualization(model).groups()).as(what).isZero();
  }

  @Test
  void theSamePairWithNothingInTheWayIsEqualised() throws Exception {
    Path before = pair("Relu").model().write(folder.resolve("pair.onnx"));

    assertSameFunction(before, equalized(before, 1));
  }

  @Test
  void layersThatReadOneValueAreScaledTogether() throws Exception {
    Path before =
        opset(17)
            .input("x", 3, 6)
            .initializer(spread("w1", 6, 4))
            .weight("w2", 4, 5)
            .weight("w3", 4, 2)
            .node("MatMul", List.of("x", "w1"), List.of("c"))
            .node("Relu", List.of("c"), List.of("r"))
            .node("MatMul", List.of("r", "w2"), List.of("y"))
            .node("MatMul", List.of("r", "w3"), List.of("z"))
            .output("y", 3, 5)
            .output("z", 3, 2)
            .write(folder.resolve("two.onnx"));

    assertSameFunction(before, equalized(before, 1));
  }

  /**
   * Two layers with an activation between them, and what may be in the way.
   *
   * @param obstacle the name of one of its methods, or nothing
   */
  private record Pair(String activation, String obstacle) {
    Pair shared() {
      return new Pair(activation, "shared");
    }

    Pair leaving() {
      return new Pair(activation, "leaving");
    }

    Pair readTwice() {
      return new Pair(activation, "readTwice");
    }

    Pair replaceable() {
      return new Pair(activation, "replaceable");
    }

    ModelFixture model() {
      ModelFixture model =
          opset(17)
              .input("x", 1, 4)
              .initializer(spread("w1", 4, 4))
              .initializer(spread("w2", 4, 4))
              .initializer(tensor("low", new float[] {0}))
              .initializer(tensor("high", new float[] {6}))
              .node("Gemm", List.of("x", "w1"), List.of("c"))
              .node(
                  activation,
                  activation.equals("Clip") ? List.of("c", "low", "high") : List.of("c"),
                  List.of("r"))
              .node("Gemm", List.of("r", obstacle.equals("shared") ? "w1" : "w2"), List.of("y"))
              .output("y", 1, 4);
      switch (obstacle) {
        case "leaving" -> model.output("r", 1, 4);
        case "readTwice" -> model.node("Exp", List.of("r"), List.of("e")).output("e", 1, 4);
        case "replaceable" -> model.input("w2", 4, 4);
        default -> {}
      }
      return model;
    }

    @Override
    public String toString() {
      return activation;
    }
  }

  private static Pair pair(String activation) {
    return new Pair(activation, "");
  }

  private static final Percentage FEW = Percentage.withPercentage(1);
  private static final ai.onnx.proto.OnnxMl.AttributeProto POOL =
      attribute("kernel_shape", List.of(2L, 2L));
  private static final ai.onnx.proto.OnnxMl.AttributeProto STRIDES =
      attribute("strides", List.of(2L, 2L));

  /** A weight whose rows shrink tenfold, one after the other. */
  private static ai.onnx.proto.OnnxMl.TensorProto spread(String name, long... dims) {
    float[] values = opset(17).normal(dims);
    int row = values.length / (int) dims[0];
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) Math.pow(10, -(i / row) % 3);
    }
    return tensor(name, values, dims);
  }

  private static Model equalized(Path before, int groups) throws Exception {
    Model model = Model.read(before);
    CrossLayerEqualization equalization = new CrossLayerEqualization(model);
    assertThat(equalization.groups()).isEqualTo(groups);
    equalization.apply();
    return model;
  }

  private void assertSameFunction(Path before, Model after) throws Exception {
    Path file = folder.resolve("after.onnx");
    after.write(file, ExternalData.WHEN_NEEDED);
    assertThat(after.graph().initializers())
        .as("weights that are not the old ones")
        .anyMatch(tensor -> tensor.name().endsWith("_equal"));
    try (OrtModel one = OrtModel.open(before, 1);
        OrtModel other = OrtModel.open(file, 1)) {
      assertThat(Comparison.onRandomInputs(one, other).differences().outputs())
          .isNotEmpty()
          .allSatisfy(error -> assertThat(error.relativeError()).isLessThan(1e-6));
    }
  }

  private static float[] weight(Model model, Node layer) throws Exception {
    Initializer weight = model.graph().initializer(layer.input(1));
    return Objects.requireNonNull(weight).floats();
  }

  private static float[] peaks(float[] weight, int rows) {
    float[] peaks = new float[rows];
    for (int i = 0; i < weight.length; i++) {
      int row = i / (weight.length / rows);
      peaks[row] = Math.max(peaks[row], Math.abs(weight[i]));
    }
    return peaks;
  }

  private static float[] columnPeaks(float[] weight, int columns) {
    float[] peaks = new float[columns];
    for (int i = 0; i < weight.length; i++) {
      peaks[i % columns] = Math.max(peaks[i % columns], Math.abs(weight[i]));
    }
    return peaks;
  }

  private static float most(float... peaks) {
    float most = 0;
    for (float peak : peaks) {
      most = Math.max(most, peak);
    }
    return most;
  }
}
