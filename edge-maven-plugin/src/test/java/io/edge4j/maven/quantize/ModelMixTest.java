package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.compare.OutputDifference;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.model.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More than 150 models of many kinds and sizes: all load and run, and the error is small. */
class ModelMixTest {
  private static final int MODELS = 100;

  @TempDir Path folder;

  @FunctionalInterface
  private interface Kind {
    Path write(Random sizes, Path file) throws Exception;
  }

  /**
   * A guard against getting worse. Weights drawn from a normal distribution give 0.0087 with
   * dynamic.
   */
  @ParameterizedTest
  @CsvSource({"DYNAMIC, 0.009", "BLOCKWISE, 0.006", "FP16, 0.0003"})
  void allRunAndTheMedianErrorIsSmall(Recipe recipe, double most) throws Exception {
    List<Kind> kinds =
        List.of(
            ModelMixTest::perceptron,
            ModelMixTest::transformer,
            ModelMixTest::convolutions,
            ModelMixTest::lstm,
            ModelMixTest::embedding);
    Random sizes = new Random(11);
    List<Double> errors = new ArrayList<>();
    for (int i = 0; i < MODELS; i++) {
      Path fp32 = kinds.get(i % kinds.size()).write(sizes, folder.resolve(i + ".onnx"));
      for (OutputDifference error :
          Comparison.of(fp32, folder, model -> quantized(recipe, model)).errors()) {
        errors.add(error.relativeError());
      }
    }

    errors.sort(null);
    double median = errors.get(errors.size() / 2);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%d models, %s: median relative error %.5f, largest %.5f",
            MODELS,
            recipe.label(),
            median,
            errors.get(errors.size() - 1)));
    assertThat(errors).hasSize(MODELS);
    assertThat(median).isLessThanOrEqualTo(most);
  }

  /** Of every kind with weights of every distribution. */
  @ParameterizedTest
  @CsvSource({"DYNAMIC, 0.04", "BLOCKWISE, 0.04", "FP16, 0.002"})
  void modelsThatPeopleHaveRunAndNoneLosesMuch(Recipe recipe, double most) throws Exception {
    int models = 0;
    for (PeoplesModels.Weights weights : PeoplesModels.Weights.values()) {
      for (PeoplesModels.Kind kind : PeoplesModels.Kind.values()) {
        String name = kind + "-" + weights;
        Path fp32 =
            new PeoplesModels(weights, models++).make(kind).write(folder.resolve(name + ".onnx"));
        Comparison found = Comparison.of(fp32, folder, model -> quantized(recipe, model));
        assertThat(found.errors())
            .as(name)
            .isNotEmpty()
            .allSatisfy(e -> assertThat(e.relativeError()).isLessThanOrEqualTo(most));
      }
    }
    assertThat(models).isGreaterThanOrEqualTo(60);
  }

  private static List<NodeDecision> quantized(Recipe recipe, Model model) throws Exception {
    SelectedNodes all = new SelectedNodes(model, NodeSelection.ALL);
    return switch (recipe) {
      case DYNAMIC -> new DynamicRecipe(DynamicOptions.DEFAULT).apply(model, all);
      case BLOCKWISE ->
          new BlockwiseRecipe(BlockwiseOptions.DEFAULT, DynamicOptions.DEFAULT).apply(model, all);
      case FP16 -> Float16Recipe.apply(model, all);
      case FP32, STATIC -> throw new IllegalArgumentException(recipe.label());
    };
  }

  private static Path perceptron(Random sizes, Path file) throws Exception {
    int inputs = 32 << sizes.nextInt(4);
    int hidden = 64 << sizes.nextInt(3);
    return opset(17)
        .input("x", 1, inputs)
        .weight("w1", inputs, hidden)
        .weight("b1", hidden)
        .weight("w2", hidden, 10)
        .node("Gemm", List.of("x", "w1", "b1"), List.of("h"))
        .node("Relu", List.of("h"), List.of("r"))
        .node("MatMul", List.of("r", "w2"), List.of("y"))
        .output("y", 1, 10)
        .write(file);
  }

  private static Path transformer(Random sizes, Path file) throws Exception {
    int width = 64 << sizes.nextInt(2);
    new LargeModel(1, width, 2 * width).write(file, false);
    return file;
  }

  private static Path convolutions(Random sizes, Path file) throws Exception {
    int channels = 4 << sizes.nextInt(3);
    return opset(17)
        .input("x", 1, 3, 16, 16)
        .weight("k", channels, 3, 3, 3)
        .weight("w", channels * 49L, 10)
        .weight("b", 10)
        .node("Conv", List.of("x", "k"), List.of("c"))
        .node("Relu", List.of("c"), List.of("r"))
        .node(
            "MaxPool",
            List.of("r"),
            List.of("p"),
            attribute("kernel_shape", List.of(2L, 2L)),
            attribute("strides", List.of(2L, 2L)))
        .node("Flatten", List.of("p"), List.of("f"))
        .node("Gemm", List.of("f", "w", "b"), List.of("y"))
        .output("y", 1, 10)
        .write(file);
  }

  private static Path lstm(Random sizes, Path file) throws Exception {
    int hidden = 16 << sizes.nextInt(3);
    ModelFixture model = opset(17).input("x", 6, 1, 24);
    float[] w = small(model, 1 / Math.sqrt(hidden), 1, 4L * hidden, 24);
    float[] r = small(model, 1 / Math.sqrt(hidden), 1, 4L * hidden, hidden);
    return model
        .initializer(tensor("w", w, 1, 4L * hidden, 24))
        .initializer(tensor("r", r, 1, 4L * hidden, hidden))
        .node("LSTM", List.of("x", "w", "r"), List.of("y"), attribute("hidden_size", hidden))
        .output("y", 6, 1, 1, hidden)
        .write(file);
  }

  private static float[] small(ModelFixture model, double factor, long... dims) {
    float[] values = model.normal(dims);
    for (int i = 0; i < values.length; i++) {
      values[i] *= (float) factor;
    }
    return values;
  }

  private static Path embedding(Random sizes, Path file) throws Exception {
    int width = 32 << sizes.nextInt(3);
    return opset(17)
        .typedInput("ids", DataType.INT64_VALUE, 1, 8)
        .weight("table", 200, width)
        .weight("w", width, 16)
        .node("Gather", List.of("table", "ids"), List.of("e"))
        .node("MatMul", List.of("e", "w"), List.of("y"))
        .output("y", 1, 8, 16)
        .write(file);
  }
}
