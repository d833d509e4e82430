package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.measure.RunTimes;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What rounds of times say about which model is faster. */
class CandidateTimesTest {
  private static final int ROUNDS = 101;

  @Test
  void aModelThatIsFasterInEveryRoundIsFasterWhateverTheLoad() {
    CandidateTimes times = times(0.8, 0.01);

    assertThat(times.isFaster("a", "b")).isTrue();
    assertThat(times.speedup("a", "b").value()).isBetween(1.2, 1.3);
    assertThat(times.isFaster("b", "a")).isFalse();
  }

  @Test
  void noiseAloneMakesNoModelFaster() {
    CandidateTimes times = times(1, 0.2);

    assertThat(times.isFaster("a", "b")).isFalse();
    assertThat(times.isFaster("b", "a")).isFalse();
  }

  /** Times of two models on a machine whose load changes from round to round. */
  private static CandidateTimes times(double ratio, double noise) {
    Random random = new Random(5);
    double[][] a = new double[ROUNDS][1];
    double[][] b = new double[ROUNDS][1];
    for (int round = 0; round < ROUNDS; round++) {
      double load = 100 * (1 + 3 * random.nextDouble());
      a[round][0] = ratio * load * (1 + noise * random.nextGaussian());
      b[round][0] = load * (1 + noise * random.nextGaussian());
    }
    return new CandidateTimes(Map.of("a", runTimes(a), "b", runTimes(b)));
  }

  private static RunTimes runTimes(double[][] rounds) {
    return new RunTimes(new double[][][] {rounds});
  }
}
