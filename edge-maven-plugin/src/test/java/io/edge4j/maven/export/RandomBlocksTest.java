package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blocks of random operations over a random example size: what is exported computes the same at
 * sizes that no run was made with. {@code -Dedge.randomBlocks=2000} tries so many; {@code
 * -Dedge.randomBlocks.seed=N} begins with another one.
 */
class RandomBlocksTest {
  private static final int BLOCKS = Integer.getInteger("edge.randomBlocks", 25);
  private static final long FIRST_SEED = Long.getLong("edge.randomBlocks.seed", 1);
  private static final int WIDTH = 6;

  /** Batch and length; lengths beyond 17 times the example are promised nothing. */
  private static final long[][] FAR = {{1, 1}, {1, 29}, {5, 2}, {11, 97}, {3, 256}, {23, 13}};

  @TempDir Path folder;

  @Test
  void noBlockIsExportedThatComputesSomethingElse(TestReporter reporter) throws Exception {
    List<String> wrong = new ArrayList<>();
    int exported = 0;
    for (int i = 0; i < BLOCKS; i++) {
      RandomBlock random = new RandomBlock(new Random(FIRST_SEED + i));
      try (NDManager manager = NDManager.newBaseManager()) {
        exported += compare(random, manager, wrong) ? 1 : 0;
      } catch (AssertionError | OrtException e) {
        throw new AssertionError("seed " + (FIRST_SEED + i) + ": " + random, e);
      }
    }

    reporter.publishEntry("exported", exported + " of " + BLOCKS);
    assertThat(wrong).as("of %d blocks, %d exported", BLOCKS, exported).isEmpty();
    assertThat(exported).isGreaterThan(BLOCKS / 5);
  }

  /** Whether the block was exported; one that is not must have been refused. */
  private boolean compare(RandomBlock random, NDManager manager, List<String> wrong)
      throws OrtException, IOException {
    Path onnx = folder.resolve("model.onnx");
    Block block = new LambdaBlock(list -> new NDList(random.apply(list.head())));
    block.initialize(manager, DataType.FLOAT32, new Shape(2, random.example, WIDTH));
    try {
      OnnxExporter.export(
          block,
          onnx,
          ExportOptions.named("m"),
          InputSpec.of("x", DataType.FLOAT32)
              .axis("batch")
              .axis("length", random.example)
              .axis(WIDTH));
    } catch (ExportException e) {
      assertThat(e).hasMessageNotContaining("fault of the exporter");
      return false;
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(Files.readAllBytes(onnx))) {
      for (long[] sizes : FAR) {
        Shape shape = new Shape(sizes[0], Math.min(sizes[1], 17 * random.example), WIDTH);
        NDArray x = manager.arange((float) shape.size()).reshape(shape).mul(0.7).sin();
        NDArray expected = plain(block, x, manager);
        if (expected != null
            && !agrees(
                expected, environment, session, x, roundingError(block, x, expected, manager))) {
          wrong.add(random + " on " + shape);
        }
      }
    }
    return true;
  }

  /** What PyTorch says; null where the block itself does not run. */
  private static NDArray plain(Block block, NDArray x, NDManager manager) {
    try {
      return block.forward(new ParameterStore(manager, false), new NDList(x), false).head();
    } catch (RuntimeException e) {
      return null;
    }
  }

  /**
   * How far PyTorch's own numbers are from those that it computes with twice the digits: where a
   * block subtracts numbers that are nearly the same, no engine has more of it.
   */
  private static double roundingError(Block block, NDArray x, NDArray expected, NDManager manager) {
    NDArray exact = plain(block, x.toType(DataType.FLOAT64, true), manager);
    if (exact == null || !exact.getShape().equals(expected.getShape())) {
      return 0;
    }
    NDArray error =
        exact.toType(DataType.FLOAT64, true).sub(expected.toType(DataType.FLOAT64, true));
    return error.abs().max().getDouble();
  }

  private static boolean agrees(
      NDArray expected,
      OrtEnvironment environment,
      OrtSession session,
      NDArray x,
      double roundingError)
      throws OrtException {
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(x.toFloatArray()), x.getShape().getShape());
        OrtSession.Result result = session.run(Map.of("x", tensor))) {
      OnnxTensor found = (OnnxTensor) result.get(0);
      if (!Arrays.equals(found.getInfo().getShape(), expected.getShape().getShape())) {
        return false;
      }
      float[] numbers = expected.toFloatArray();
      FloatBuffer others = found.getFloatBuffer();
      float scale = 0;
      for (float number : numbers) {
        scale = Math.max(scale, Math.abs(number));
      }
      for (float number : numbers) {
        if (!(Math.abs(number - others.get()) <= Math.max(1e-3 * scale, 3 * roundingError))) {
          return false;
        }
      }
      return true;
    }
  }

  /** A few operations in a row, all of which keep three axes. */
  private static final class RandomBlock {
    private record Step(String name, UnaryOperator<NDArray> operation) {}

    private final List<Step> steps = new ArrayList<>();
    private final long example;

    RandomBlock(Random random) {
      example = 4L + random.nextInt(64);
      int count = 2 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        steps.add(step(random));
      }
    }

    NDArray apply(NDArray x) {
      NDArray result = x;
      for (Step step : steps) {
        result = step.operation().apply(result);
      }
      return result;
    }

    private static Step step(Random random) {
      int k = 2 + random.nextInt(9);
      return switch (random.nextInt(22)) {
        case 0 -> new Step("relu", x -> x.getNDArrayInternal().relu());
        case 1 -> new Step("tanh", NDArray::tanh);
        case 2 -> new Step("softmax over length", x -> x.softmax(1));
        case 3 -> new Step("times length / " + k, x -> x.mul(x.size(1) / k + 1));
        case 4 -> new Step("over max(length, " + k + ")", x -> x.div(Math.max(x.size(1), k)));
        case 5 -> new Step("plus length % " + k, x -> x.add(x.size(1) % k));
        case 6 -> new Step("minus mean", x -> x.sub(x.mean(new int[] {1}, true)));
        case 7 -> new Step("over batch", x -> x.div(x.size(0)));
        case 8 -> new Step("first part 1/" + k, x -> x.get("0:, 0:{}", x.size(1) / k + 1).mul(1));
        case 9 -> new Step("from the back", x -> x.flip(1));
        case 10 -> new Step("twice", x -> x.concat(x, 1));
        case 11 -> new Step("sums so far", x -> x.cumSum(1).div(x.size(1)));
        case 12 -> new Step("attention", x -> x.matMul(x.transpose(0, 2, 1)).softmax(-1).matMul(x));
        case 13 ->
            new Step(
                "flat and back",
                x -> x.reshape(x.size(0), x.size(1) * WIDTH).reshape(x.size(0), -1, WIDTH));
        case 14 -> new Step("last", x -> x.sub(x.get(new NDIndex(":, -1:"))));
        case 15 -> new Step("batch > " + 2 * k, x -> x.size(0) > 2L * k ? x.mul(2) : x.add(1));
        case 16 -> new Step("length > " + 30 * k, x -> x.mul(x.size(1) > 30L * k ? 2 : 3));
        case 17 ->
            new Step(
                "places",
                x ->
                    x.add(
                        x.getManager()
                            .arange((float) x.size(1))
                            .reshape(1, x.size(1), 1)
                            .div(x.size(1))));
        case 18 ->
            new Step("min(length, " + k + ")", x -> x.get(":, 0:{}", Math.min(x.size(1), k)));
        case 19 ->
            new Step(
                "padded to " + k,
                x ->
                    x.concat(
                        x.getManager().zeros(new Shape(x.size(0), k - x.size(1) % k, WIDTH)), 1));
        case 20 ->
            new Step(
                "loop over length / " + 4 * k,
                x -> {
                  NDArray sum = x;
                  for (int i = 0; i < x.size(1) / (4L * k); i++) {
                    sum = sum.add(x);
                  }
                  return sum;
                });
        default ->
            new Step("count above zero", x -> x.gt(0).nonzero().size(0) > 10L * k ? x.mul(2) : x);
      };
    }

    @Override
    public String toString() {
      return "length " + example + ": " + steps.stream().map(Step::name).toList();
    }
  }
}
