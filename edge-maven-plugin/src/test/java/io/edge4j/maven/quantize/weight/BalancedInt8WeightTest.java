package io.edge4j.maven.quantize.weight;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.TensorData;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounding that keeps the sum of each channel. */
class BalancedInt8WeightTest {
  private static final int ROWS = 200;
  private static final int COLUMNS = 90;

  @ParameterizedTest
  @CsvSource({
    "COLUMNS, false, 0",
    "COLUMNS, true, 0",
    "ROWS, false, 0",
    "ROWS, true, 0",
    "COLUMNS, false, 1",
    "ROWS, true, 1"
  })
  void sumsOfErrorsStayBelowAStepAndFewValuesMove(
      ChannelAxis axis, boolean transposed, float centre) throws Exception {
    Initializer weight = weight(centre);
    Int8Scales scales = Int8Scales.measureEither(weight, axis).orElseThrow();
    Int8Weight nearest = new Int8Weight(weight, scales, axis, transposed);

    byte[] before = nearest.open().readAllBytes();
    byte[] after = BalancedInt8Weight.of(nearest).open().readAllBytes();

    double[] sumsBefore = sums(weight, scales, axis, transposed, before);
    double[] sumsAfter = sums(weight, scales, axis, transposed, after);
    assertThat(largest(sumsBefore)).isGreaterThan(2);
    assertThat(largest(sumsAfter)).isLessThanOrEqualTo(0.501);
    int moved = 0;
    for (int i = 0; i < before.length; i++) {
      assertThat(Math.abs(after[i] - before[i])).isLessThanOrEqualTo(1);
      moved += Math.abs(after[i] - before[i]);
    }
    assertThat(moved).isPositive().isLessThan(before.length / 20);
  }

  @ParameterizedTest
  @CsvSource({"NONE, 200", "COLUMNS, 12000"})
  void withoutChannelsOrMemoryValuesGoToTheNearestNumber(ChannelAxis axis, int rows)
      throws Exception {
    Initializer weight =
        Initializer.ofFloats("w", List.of((long) rows, 90L), new float[rows * COLUMNS]);
    Int8Weight nearest =
        new Int8Weight(weight, Int8Scales.measure(weight, axis, false).orElseThrow(), axis, false);

    TensorData data = BalancedInt8Weight.of(nearest);

    assertThat(data).isSameAs(nearest);
  }

  private static double largest(double[] sums) {
    return Arrays.stream(sums).map(Math::abs).max().orElseThrow();
  }

  private static Initializer weight(float centre) {
    Random random = new Random(3);
    float[] values = new float[ROWS * COLUMNS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() * 0.3f + centre;
    }
    return Initializer.ofFloats("w", List.of((long) ROWS, (long) COLUMNS), values);
  }

  /** Of each channel's errors, in steps. */
  private static double[] sums(
      Initializer weight, Int8Scales scales, ChannelAxis axis, boolean transposed, byte[] codes)
      throws IOException {
    float[] values = weight.floats();
    double[] sums = new double[axis.channels(weight)];
    for (int row = 0; row < ROWS; row++) {
      for (int column = 0; column < COLUMNS; column++) {
        int channel = axis == ChannelAxis.ROWS ? row : column;
        int code = codes[transposed ? column * ROWS + row : row * COLUMNS + column];
        sums[channel] +=
            values[row * COLUMNS + column] / scales.of(channel)
                - (code - scales.zeroPoint(channel));
      }
    }
    return sums;
  }
}
