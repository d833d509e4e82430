package io.edge4j.maven.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.edge4j.maven.measure.Estimate;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class CorrectnessTest {

  @Test
  void accuracyHasTheWilsonInterval() {
    // 81 of 263: the worked example of Newcombe (1998), 0.2553 to 0.3662.
    Estimate accuracy = new Correctness(firstBits(81), 263).accuracy();
    assertThat(accuracy.value()).isCloseTo(81 / 263.0, within(1e-12));
    assertThat(accuracy.low()).isCloseTo(0.2553, within(5e-5));
    assertThat(accuracy.high()).isCloseTo(0.3662, within(5e-5));
  }

  @Test
  void lossIsTheDifferenceOfAccuracies() {
    Correctness worse = new Correctness(firstBits(890), 1000);
    Correctness better = new Correctness(firstBits(900), 1000);
    assertThat(worse.loss(better).value()).isCloseTo(0.01, within(1e-12));
    assertThat(better.loss(worse).value()).isCloseTo(-0.01, within(1e-12));
  }

  @Test
  void samplesOnWhichBothAgreeDoNotWidenTheInterval() {
    Correctness same = new Correctness(firstBits(900), 1000);
    assertThat(same.loss(same)).isEqualTo(new Estimate(0, 0, 0));
  }

  private static BitSet firstBits(int count) {
    BitSet bits = new BitSet();
    bits.set(0, count);
    return bits;
  }
}
