package io.edge4j.maven.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MannKendallTest {

  @Test
  void timesThatStillFallHaveATrend() {
    double[] falling = IntStream.range(0, 12).mapToDouble(i -> 10.0 / (i + 1)).toArray();
    assertThat(MannKendall.z(falling)).isLessThan(-1.96);
    assertThat(MannKendall.hasTrend(falling)).isTrue();
  }

  @Test
  void statisticIsKendallsStandardized() {
    // S = 45 for ten rising values, variance 10 * 9 * 25 / 18 = 125: (45 - 1) / sqrt(125).
    double[] rising = IntStream.range(0, 10).mapToDouble(i -> i).toArray();
    assertThat(MannKendall.z(rising)).isCloseTo(44 / Math.sqrt(125), within(1e-12));
  }

  @Test
  void equalTimesHaveNone() {
    assertThat(MannKendall.hasTrend(new double[12])).isFalse();
  }

  @Test
  void noiseIsRarelyTakenForATrend() {
    Random random = new Random(1);
    long trends =
        IntStream.range(0, 1000)
            .filter(i -> MannKendall.hasTrend(random.doubles(12).toArray()))
            .count();
    assertThat(trends).isBetween(20L, 80L);
  }
}
