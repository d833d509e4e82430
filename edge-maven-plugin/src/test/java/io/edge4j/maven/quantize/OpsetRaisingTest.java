package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.longs;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.onnx.OpsetRaising;
import io.edge4j.model.InputContract;
import io.edge4j.model.OnnxHeader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was raised gives the numbers in ONNX Runtime that it gave before. */
class OpsetRaisingTest {
  @TempDir Path folder;

  static Stream<Arguments> nodes() {
    return Stream.of(
        arguments("Clip", 7, attributes(attribute("min", -0.5f), attribute("max", 0.25f))),
        arguments("Clip", 10, attributes(attribute("max", 0.25f))),
        arguments("Clip", 8, attributes(attribute("min", 0f))),
        arguments("Clip", 9, attributes()),
        arguments("Pad", 7, attributes(PADS, attribute("value", 1.5f))),
        arguments("Pad", 9, attributes(PADS, attribute("mode", "reflect"))),
        arguments("Pad", 10, attributes(PADS, attribute("mode", "edge"))),
        arguments("Slice", 7, attributes(ints("starts", 1, -3), ints("ends", 3, 99), AXES)),
        arguments("Slice", 9, attributes(ints("starts", 0, 1), ints("ends", 1, 2))),
        arguments("Softmax", 7, attributes()),
        arguments("Softmax", 9, attributes(attribute("axis", 3L))),
        arguments("Softmax", 12, attributes(attribute("axis", -2L))),
        arguments("LogSoftmax", 8, attributes(attribute("axis", 2L))),
        arguments("LogSoftmax", 11, attributes(attribute("axis", 0L))),
        arguments("Hardmax", 10, attributes(attribute("axis", 1L))),
        arguments("TopK", 7, attributes(attribute("k", 2L), attribute("axis", 3L))),
        arguments("TopK", 9, attributes(attribute("k", 1L))),
        arguments("Split", 7, attributes(attribute("axis", 3L), ints("split", 1, 4))),
        arguments("Split", 11, attributes(attribute("axis", 2L))),
        arguments("Squeeze", 7, attributes(ints("axes", 0))),
        arguments("Squeeze", 12, attributes()),
        arguments("Unsqueeze", 9, attributes(ints("axes", 0, 3))),
        arguments("ReduceSum", 7, attributes(AXES, attribute("keepdims", 0L))),
        arguments("ReduceSum", 11, attributes()),
        arguments("ReduceMean", 8, attributes(AXES)),
        arguments("Upsample", 7, attributes(attribute("mode", "nearest"), scales(1, 1, 2, 3))),
        arguments("Upsample", 8, attributes(attribute("mode", "linear"), scales(1, 1, 2, 2))),
        arguments("Dropout", 7, attributes(attribute("ratio", 0.5f))),
        arguments("Dropout", 10, attributes()),
        arguments("MaxPool", 9, attributes(ints("kernel_shape", 2, 2))),
        arguments(
            "AveragePool",
            7,
            attributes(
                ints("kernel_shape", 2, 2),
                ints("pads", 1, 1, 1, 1),
                attribute("count_include_pad", 1L))),
        arguments("Flatten", 8, attributes(attribute("axis", 2L))),
        arguments("DepthToSpace", 9, attributes(attribute("blocksize", 2L))),
        arguments("ArgMax", 7, attributes(attribute("axis", 1L))));
  }

  @ParameterizedTest(name = "{0} of opset {1}, {2}")
  @MethodSource("nodes")
  void anOperatorGivesWhatItGave(String operator, int version, List<AttributeProto> attributes)
      throws Exception {
    ModelFixture model =
        opset(version)
            .input("x", 1, 4, 4, 5)
            .node("Neg", List.of("x"), List.of("n"))
            .node(
                operator,
                List.of("n"),
                operator.equals("Split") || operator.equals("TopK")
                    ? List.of("y", "z")
                    : List.of("y"),
                attributes.toArray(AttributeProto[]::new));
    model =
        operator.equals("ArgMax")
            ? model.typedOutput("y", DataType.INT64_VALUE, -1, -2, -3, -4)
            : model.untypedOutput("y");
    if (operator.equals("Split")) {
      model.untypedOutput("z");
    }

    assertRaised(model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nearest", "linear"})
  void aResizeWithScalesAsInputMakesLargerAsBefore(String mode) throws Exception {
    assertRaised(
        opset(10)
            .input("x", 1, 1, 4, 5)
            .initializer(tensor("scales", new float[] {1, 1, 2, 1.5f}, 4))
            .node("Resize", List.of("x", "scales"), List.of("y"), attribute("mode", mode))
            .untypedOutput("y"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nearest", "linear"})
  void aResizeMakesSmallerAsBefore(String mode) throws Exception {
    assertRaised(
        opset(10)
            .input("x", 1, 1, 8, 9)
            .initializer(tensor("scales", new float[] {1, 1, 0.6f, 0.4f}, 4))
            .node("Resize", List.of("x", "scales"), List.of("y"), attribute("mode", mode))
            .untypedOutput("y"));
  }

  @Test
  void anUpsampleWithScalesAsInputIsAResize() throws Exception {
    assertRaised(
        opset(9)
            .input("x", 1, 1, 4, 5)
            .initializer(tensor("scales", new float[] {1, 1, 3, 2}, 4))
            .node("Upsample", List.of("x", "scales"), List.of("y"))
            .untypedOutput("y"));
  }

  @Test
  void aScatterHasAnotherNameNow() throws Exception {
    assertRaised(
        opset(9)
            .input("x", 3, 3)
            .initializer(longs("i", new long[] {2, 0}, 1, 2))
            .weight("u", 1, 2)
            .node("Scatter", List.of("x", "i", "u"), List.of("y"), attribute("axis", 1L))
            .untypedOutput("y"));
  }

  @Test
  void aNormalizationOfOpsetSevenLosesAnAttribute() throws Exception {
    assertRaised(
        opset(7)
            .input("x", 1, 2, 3, 3)
            .weight("gamma", 2)
            .weight("beta", 2)
            .weight("mean", 2)
            .initializer(tensor("variance", new float[] {1, 2}, 2))
            .node(
                "BatchNormalization",
                List.of("x", "gamma", "beta", "mean", "variance"),
                List.of("y"),
                attribute("spatial", 1L))
            .untypedOutput("y"));
  }

  @Test
  void nodesOfABranchAreRaisedToo() throws Exception {
    ModelFixture clipped =
        ModelFixture.body("clipped")
            .node("Clip", List.of("x"), List.of("t"), attribute("min", 0f))
            .output("t", 2, 3);
    ModelFixture rows =
        ModelFixture.body("rows")
            .node("Softmax", List.of("x"), List.of("e"), attribute("axis", 0L))
            .output("e", 2, 3);
    assertRaised(
        opset(9)
            .input("x", 2, 3)
            .typedInput("which", DataType.BOOL_VALUE)
            .node(
                "If",
                List.of("which"),
                List.of("y"),
                attribute("then_branch", clipped),
                attribute("else_branch", rows))
            .output("y", 2, 3));
  }

  @Test
  void whatCannotBeRaisedLeavesTheWholeModelAsItIs() throws Exception {
    Path file =
        opset(9)
            .input("x", 1, 4)
            .node("Clip", List.of("x"), List.of("c"), attribute("min", 0f))
            .node("ScaledTanh", List.of("c"), List.of("y"))
            .output("y", 1, 4)
            .write(folder.resolve("old.onnx"));
    Model model = Model.read(file);

    assertThat(OpsetRaising.raise(model))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("ScaledTanh node that makes 'y'", "unknown"));
    assertThat(model.opset("")).isEqualTo(9);
    assertThat(model.graph().nodes().get(0).inputs()).containsExactly("x");
  }

  @Test
  void aBoundOfAnotherTypeThanFloat32IsNotGuessed() throws Exception {
    Path file =
        opset(9)
            .typedInput("x", DataType.DOUBLE_VALUE, 1, 4)
            .node("Neg", List.of("x"), List.of("n"))
            .node("Clip", List.of("n"), List.of("y"), attribute("min", 0f))
            .typedOutput("y", DataType.DOUBLE_VALUE, 1, 4)
            .write(folder.resolve("double.onnx"));

    assertThat(OpsetRaising.raise(Model.read(file)))
        .hasValueSatisfying(reason -> assertThat(reason).contains("another type than float32"));
  }

  private void assertRaised(ModelFixture fixture) throws Exception {
    Path before = fixture.write(folder.resolve("before.onnx"));
    Model model = Model.read(before);

    assertThat(OpsetRaising.raise(model)).isEqualTo(Optional.empty());
    assertThat(model.opset("")).isEqualTo(13);
    Path after = folder.resolve("after.onnx");
    model.write(after, ExternalData.WHEN_NEEDED);
    Judgement judgement =
        new Judge(null, InputContract.of(OnnxHeader.read(before).inputs()), 1, line -> {})
            .compare(before, after);
    assertThat(judgement.differences().isComplete()).isTrue();
    assertThat(judgement.differences().relativeError().orElse(0)).isLessThan(1e-6);
    assertThat(judgement.differences().agreement().orElse(1)).isEqualTo(1);
  }

  private static final AttributeProto PADS = ints("pads", 0, 0, 1, 2, 0, 0, 2, 1);
  private static final AttributeProto AXES = ints("axes", 2, 3);

  private static List<AttributeProto> attributes(AttributeProto... attributes) {
    return List.of(attributes);
  }

  private static AttributeProto ints(String name, long... values) {
    return attribute(name, Arrays.stream(values).boxed().toList());
  }

  private static AttributeProto scales(float... values) {
    AttributeProto.Builder floats =
        AttributeProto.newBuilder().setName("scales").setType(AttributeProto.AttributeType.FLOATS);
    for (float value : values) {
      floats.addFloats(value);
    }
    return floats.build();
  }
}
