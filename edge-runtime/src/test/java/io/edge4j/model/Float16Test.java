package io.edge4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Float16Test {

  @Test
  void everyHalfComesBackFromItsFloat() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      short half = (short) bits;
      float value = Float16.toFloat(half);
      if (Float.isNaN(value)) {
        assertThat(bits & 0x7fff).isGreaterThan(0x7c00);
      } else {
        assertThat(Float16.fromFloat(value)).as("half %x", bits).isEqualTo(half);
      }
    }
  }

  @Test
  void knownHalves() {
    assertThat(Float16.toFloat((short) 0x3c00)).isEqualTo(1f);
    assertThat(Float16.toFloat((short) 0xc000)).isEqualTo(-2f);
    assertThat(Float16.toFloat((short) 0x7bff)).isEqualTo(65504f);
    assertThat(Float16.toFloat((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(Float16.toFloat((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Float16.toFloat((short) 0x0400)).isEqualTo(0x1p-14f);
    assertThat(Float16.toFloat((short) 0x3555)).isEqualTo(0.33325195f);
    assertThat(Float16.toFloat((short) 0x8000)).isEqualTo(-0f);
  }

  @Test
  void aFloatBecomesTheNearestHalf() {
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(44) - 28));
      if (Math.abs(value) > 65504) {
        continue;
      }
      short half = Float16.fromFloat(value);
      double error = Math.abs(Float16.toFloat(half) - (double) value);
      for (int step : new int[] {-1, 1}) {
        float neighbour = Float16.toFloat((short) (half + step));
        if (Float.isFinite(neighbour) && Math.signum(neighbour) == Math.signum(value)) {
          assertThat(error)
              .as("%s", value)
              .isLessThanOrEqualTo(Math.abs(neighbour - (double) value));
        }
      }
    }
  }

  @Test
  void halfwayGoesToEvenAndTooMuchToInfinity() {
    assertThat(Float16.fromFloat(1 + 0x1p-11f)).isEqualTo((short) 0x3c00);
    assertThat(Float16.fromFloat(1 + 3 * 0x1p-11f)).isEqualTo((short) 0x3c02);
    assertThat(Float16.fromFloat(65519f)).isEqualTo((short) 0x7bff);
    assertThat(Float16.fromFloat(65520f)).isEqualTo((short) 0x7c00);
    assertThat(Float16.fromFloat(Float.NaN) & 0x7fff).isGreaterThan(0x7c00);
  }
}
