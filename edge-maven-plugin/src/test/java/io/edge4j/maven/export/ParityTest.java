package io.edge4j.maven.export;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.LambdaBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the comparison of the two engines may not be fooled by. */
class ParityTest {
  private static final int ROWS = 64;
  private static final int COLUMNS = 512;

  @TempDir Path folder;

  @Test
  void anOutputThatIsAViewOfAnInputOutlivesIt() throws IOException {
    LambdaBlock swap =
        new LambdaBlock(inputs -> new NDList(inputs.singletonOrThrow().swapAxes(1, 2)), "swap");
    try (NDManager manager = NDManager.newBaseManager()) {
      swap.initialize(manager, DataType.FLOAT32, new Shape(1, ROWS, COLUMNS));

      ParityFigures parity =
          OnnxExporter.export(
                  swap,
                  folder.resolve("swap.onnx"),
                  ExportOptions.named("swap"),
                  List.of(InputSpec.samples("input", ROWS, COLUMNS)),
                  new ForgetfulData())
              .parity();

      assertThat(parity.largestDifference()).isZero();
      assertThat(parity.outputScale()).isPositive();
    }
  }

  /** Collects garbage and writes over freed memory before it gives a batch. */
  private static final class ForgetfulData implements ParityData {
    @Override
    public int batches() {
      return 4;
    }

    @Override
    public NDList batch(int index, NDManager manager) {
      System.gc();
      for (int i = 0; i < 64; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(2 * ROWS * COLUMNS * Float.BYTES);
        while (buffer.hasRemaining()) {
          buffer.put((byte) 0x5a);
        }
      }
      float[] values = new float[2 * ROWS * COLUMNS];
      Random random = new Random(index);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      NDArray batch = manager.create(values, new Shape(2, ROWS, COLUMNS));
      return new NDList(batch);
    }
  }
}
