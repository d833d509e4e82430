package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.body;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.ModelFixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in half precision, each model compared with fp32. */
class Float16RecipeTest {
  private static final double CLOSE = 0.001;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {7, 9, 11, 13, 17, 21})
  void allKindsOfWeightsAreHalfAsLargeAndFloatsWhenTheModelIsLoaded(int version) throws Exception {
    ModelFixture model =
        opset(version)
            .input("x", 1, 3, 16, 16)
            .weight("k", 16, 3, 5, 5)
            .weight("w", 2304, 10)
            .weight("b", 10)
            .node("Conv", List.of("x", "k"), List.of("c"))
            .node("Flatten", List.of("c"), List.of("f"))
            .node("Gemm", List.of("f", "w", "b"), List.of("y"))
            .output("y", 1, 10);
    if (version < 9) {
      model.input("k", 16, 3, 5, 5).input("w", 2304, 10).input("b", 10);
    }
    Path fp32 = model.write(folder.resolve("fp32.onnx"));

    Comparison found = quantize(fp32).quantized(2).isWithin(CLOSE).isSmallerThan(fp32, 0.52);

    assertThat(found.operators()).doesNotContainKey("Cast").containsEntry("Gemm", 1L);
    assertThat(found.model().graph().initializers())
        .filteredOn(t -> t.elements() >= 1024)
        .allMatch(t -> t.elementType() == DataType.FLOAT16_VALUE);
  }

  @Test
  void lstmsKeepTheirKernel() throws Exception {
    Path fp32 =
        opset(17)
            .input("x", 6, 2, 24)
            .weight("w", 1, 128, 24)
            .weight("r", 1, 128, 32)
            .node("LSTM", List.of("x", "w", "r"), List.of("y"), attribute("hidden_size", 32))
            .output("y", 6, 1, 2, 32)
            .write(folder.resolve("lstm.onnx"));

    Comparison found = quantize(fp32).quantized(1).isWithin(0.002);

    assertThat(found.operators()).doesNotContainKey("Cast").containsKey("LSTM");
  }

  @Test
  void aTableOfTwoReadersIsStoredOnce() throws Exception {
    Path fp32 =
        opset(17)
            .typedInput("ids", DataType.INT64_VALUE, 2, 7)
            .weight("table", 60, 32)
            .node("Gather", List.of("table", "ids"), List.of("e"))
            .node("Transpose", List.of("table"), List.of("t"), attribute("perm", List.of(1L, 0L)))
            .node("MatMul", List.of("e", "t"), List.of("y"))
            .output("y", 2, 7, 60)
            .write(folder.resolve("tied.onnx"));

    Comparison found = quantize(fp32).isWithin(CLOSE).isSmallerThan(fp32, 0.6);

    assertThat(found.model().graph().initializers()).hasSize(1);
  }

  @Test
  void constantsAndBranchesHaveWeightsToo() throws Exception {
    ModelFixture yes = body("yes");
    yes.constant("inner", tensor("", yes.normal(64, 24), 64, 24))
        .node("MatMul", List.of("x", "inner"), List.of("yes_y"))
        .output("yes_y", 3, 24);
    ModelFixture no =
        body("no").node("MatMul", List.of("x", "outer"), List.of("no_y")).output("no_y", 3, 24);
    Path fp32 =
        opset(17)
            .input("x", 3, 64)
            .typedInput("which", DataType.BOOL_VALUE)
            .weight("outer", 64, 24)
            .node(
                "If",
                List.of("which"),
                List.of("y"),
                attribute("then_branch", yes),
                attribute("else_branch", no))
            .output("y", 3, 24)
            .write(folder.resolve("if.onnx"));

    quantize(fp32).quantized(2).isWithin(CLOSE).isSmallerThan(fp32, 0.6);
  }

  @Test
  void whatHalfPrecisionCannotHoldStays() throws Exception {
    ModelFixture model = opset(17).input("x", 3, 64).output("y", 3, 64);
    float[] tiny = model.normal(64, 64);
    float[] huge = model.normal(64, 64);
    for (int i = 0; i < tiny.length; i++) {
      tiny[i] *= 1e-6f;
      huge[i] *= 1e6f;
    }
    Path fp32 =
        model
            .initializer(tensor("tiny", tiny, 64, 64))
            .initializer(tensor("huge", huge, 64, 64))
            .weight("usual", 64, 64)
            .node("MatMul", List.of("x", "tiny"), List.of("a"))
            .node("MatMul", List.of("a", "huge"), List.of("b"))
            .node("MatMul", List.of("b", "usual"), List.of("y"))
            .write(folder.resolve("fp32.onnx"));

    Comparison found = quantize(fp32).quantized(1).isWithin(CLOSE);

    assertThat(found.reason("a")).contains("too small or too large");
    assertThat(found.reason("b")).contains("too small or too large");
    assertThat(found.model().graph().initializer("huge")).matches(Initializer::isFloat);
  }

  @Test
  void aWeightThatASkippedNodeReadsStays() throws Exception {
    Path fp32 =
        opset(17)
            .input("x", 3, 64)
            .weight("w", 64, 64)
            .node("MatMul", List.of("x", "w"), List.of("a"))
            .node("MatMul", List.of("a", "w"), List.of("y"))
            .output("y", 3, 64)
            .write(folder.resolve("fp32.onnx"));
    NodeSelection selection = new NodeSelection(List.of(), List.of("y"), List.of(), false);

    Comparison found =
        Comparison.of(
            fp32, folder, model -> Float16Recipe.apply(model, new SelectedNodes(model, selection)));

    found.quantized(0);
    assertThat(found.reason("a")).contains("excluded by the pattern y");
  }

  private Comparison quantize(Path fp32) throws Exception {
    return Comparison.of(
        fp32,
        folder,
        model -> Float16Recipe.apply(model, new SelectedNodes(model, NodeSelection.ALL)));
  }
}
