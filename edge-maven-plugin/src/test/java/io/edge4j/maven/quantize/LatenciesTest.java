package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What rounds of times say about which model is faster. */
class LatenciesTest {
  private static final int ROUNDS = 101;

  @Test
  void aModelThatIsFasterInEveryRoundIsFasterWhateverTheLoad() {
    Latencies latencies = latencies(0.8, 0.01);

    assertThat(latencies.speedup("a", "b").isFaster()).isTrue();
    assertThat(latencies.speedup("a", "b").median()).isBetween(1.2, 1.3);
    assertThat(latencies.speedup("b", "a").isFaster()).isFalse();
  }

  @Test
  void noiseAloneMakesNoModelFaster() {
    Latencies latencies = latencies(1, 0.2);

    assertThat(latencies.speedup("a", "b").isFaster()).isFalse();
    assertThat(latencies.speedup("b", "a").isFaster()).isFalse();
  }

  /** Times of two models on a machine whose load changes from round to round. */
  private static Latencies latencies(double ratio, double noise) {
    Random random = new Random(5);
    double[] a = new double[ROUNDS];
    double[] b = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      double load = 100 * (1 + 3 * random.nextDouble());
      a[round] = ratio * load * (1 + noise * random.nextGaussian());
      b[round] = load * (1 + noise * random.nextGaussian());
    }
    return new Latencies(Map.of("a", a, "b", b));
  }
}
