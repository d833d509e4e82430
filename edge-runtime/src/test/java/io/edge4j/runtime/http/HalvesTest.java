package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalvesTest {
  private static final int COUNT = 1 << 16;

  @Test
  void everyHalfBecomesAFloatAndTheSameHalfAgain() {
    for (int bits = 0; bits < COUNT; bits++) {
      float value = Halves.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(Halves.ofFloat(value)).as("half %x, %s", bits, value).isEqualTo((short) bits);
      }
    }
    assertThat(Halves.toFloat(Halves.ofFloat(Float.NaN))).isNaN();
  }

  @ParameterizedTest
  @CsvSource({
    "0x3c00, 1",
    "0xc000, -2",
    "0x7bff, 65504",
    "0x0400, 6.103515625e-5",
    "0x03ff, 6.097555e-5",
    "0x0001, 5.9604645e-8",
    "0x8000, -0.0",
    "0x3555, 0.33325195"
  })
  void knownOnesHaveTheirValue(String bits, float value) {
    assertThat(Halves.toFloat(Integer.decode(bits).shortValue())).isEqualTo(value);
  }

  @Test
  void aFloatBecomesTheNearestHalfAndTheEvenOneOfTwo() {
    Random random = new Random(3);
    for (int i = 0; i < 500_000; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(40) - 26));
      short half = Halves.ofFloat(value);
      if (Math.abs(value) < 65_504) {
        double error = Math.abs(Halves.toFloat(half) - (double) value);
        double above = Math.abs(Halves.toFloat((short) (half + 1)) - (double) value);
        double below =
            (half & 0x7fff) == 0
                ? Double.MAX_VALUE
                : Math.abs(Halves.toFloat((short) (half - 1)) - (double) value);
        assertThat(error).as(Float.toString(value)).isLessThanOrEqualTo(Math.min(above, below));
        if (error == above || error == below) {
          assertThat(half & 1).as(Float.toString(value)).isZero();
        }
      }
    }
  }
}
