package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OnnxTensor;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.InputContract;
import io.edge4j.model.OnnxHeader;
import io.edge4j.model.Recipe;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@link Recipe#rowsAreIndependent()} says is so. {@code -Dedge.test.neighbours=1000000} draws
 * that many neighbours instead of a few.
 */
class RowIndependenceTest {
  private static final int NEIGHBOURS = Integer.getInteger("edge.test.neighbours", 4000);
  private static final int INPUTS = 200;
  private static final int OUTPUTS = 10;
  private static final int BATCH = 16;

  /** Neighbours have up to that many times the size of the row, or as small a part of it. */
  private static final double LARGEST = 1e4;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Recipe.class)
  void neighboursChangeNoBitOfARowWhereTheRecipeSaysSo(Recipe recipe) throws Exception {
    Random random = new Random(3);
    int moved = 0;
    try (OrtModel model = OrtModel.open(made(recipe), 1)) {
      float[] batch = gaussian(random, BATCH * INPUTS, 1);
      for (int drawn = 0; drawn < NEIGHBOURS; drawn += BATCH - 1) {
        int place = random.nextInt(BATCH);
        int[] alone = bits(run(model, batch), place);
        for (int row = 0; row < BATCH; row++) {
          if (row != place) {
            double size = Math.pow(LARGEST, 2 * random.nextDouble() - 1);
            System.arraycopy(gaussian(random, INPUTS, size), 0, batch, row * INPUTS, INPUTS);
          }
        }
        if (!Arrays.equals(bits(run(model, batch), place), alone)) {
          moved++;
        }
        System.arraycopy(gaussian(random, INPUTS, 1), 0, batch, place * INPUTS, INPUTS);
      }
    }

    if (recipe.rowsAreIndependent()) {
      assertThat(moved).as("rows that their neighbours moved").isZero();
    } else {
      assertThat(moved).as("rows that their neighbours moved").isPositive();
    }
  }

  private Path made(Recipe recipe) throws Exception {
    Path fp32 =
        opset(17)
            .input("x", -1, INPUTS)
            .weight("w", INPUTS, 150)
            .weight("b", 150)
            .weight("v", 64, 150)
            .weight("c", 64)
            .weight("u", 64, OUTPUTS)
            .node("MatMul", List.of("x", "w"), List.of("p"))
            .node("Add", List.of("p", "b"), List.of("s"))
            .node("Relu", List.of("s"), List.of("r"))
            .node("Gemm", List.of("r", "v", "c"), List.of("g"), attribute("transB", 1))
            .node("Tanh", List.of("g"), List.of("t"))
            .node("MatMul", List.of("t", "u"), List.of("y"))
            .output("y", -1, OUTPUTS)
            .write(folder.resolve("fp32.onnx"));
    InputContract contract = InputContract.of(OnnxHeader.read(fp32).inputs());
    Candidate made =
        new CandidateBuilder(
                fp32,
                QuantizationOptions.DEFAULT,
                new Judge(null, contract, 1, line -> {}),
                DrawnSamples.of(64, INPUTS).fittedTo(contract),
                42,
                folder.resolve("optimized.onnx"))
            .by(recipe);
    if (recipe != Recipe.FP32) {
      assertThat(made.quantizedLayers()).isNotEmpty();
    }
    return made.file();
  }

  private static float[] run(OrtModel model, float[] batch) throws Exception {
    try (OnnxTensor input =
        OnnxTensor.createTensor(
            model.environment(), FloatBuffer.wrap(batch), new long[] {BATCH, INPUTS})) {
      return model.runForFloats(Map.of("x", input)).values().iterator().next();
    }
  }

  private static int[] bits(float[] outputs, int row) {
    int[] bits = new int[OUTPUTS];
    for (int i = 0; i < OUTPUTS; i++) {
      bits[i] = Float.floatToRawIntBits(outputs[row * OUTPUTS + i]);
    }
    return bits;
  }

  private static float[] gaussian(Random random, int count, double size) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (size * random.nextGaussian());
    }
    return values;
  }
}
