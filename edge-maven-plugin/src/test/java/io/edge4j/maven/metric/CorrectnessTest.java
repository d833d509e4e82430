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
  void lossHasTheIntervalOfAgrestiAndMin() {
    // Agresti's survey of 1,600 people asked twice: 150 changed one way and 86 the other, a
    // difference of 0.04 with a standard error of 0.0095.
    Correctness before = new Correctness(firstBits(944), 1600);
    BitSet after = firstBits(944 - 150);
    after.set(944, 944 + 86);

    Estimate loss = new Correctness(after, 1600).loss(before);

    assertThat(loss.value()).isCloseTo(0.04, within(1e-12));
    assertThat(loss.low()).isCloseTo(0.04 - 1.96 * 0.0095, within(2e-4));
    assertThat(loss.high()).isCloseTo(0.04 + 1.96 * 0.0095, within(2e-4));
  }

  @Test
  void fewSamplesOnWhichBothAgreeAreNoCertainty() {
    Correctness few = new Correctness(firstBits(35), 39);
    Correctness many = new Correctness(firstBits(35_000), 39_000);

    assertThat(few.loss(few).high()).isCloseTo(1.96 / 41, within(1e-3));
    assertThat(many.loss(many).high()).isLessThan(1e-4);
  }

  @Test
  void aSmallTestSetSaysHowManySamplesWouldSeeALoss() {
    LossPower few = new Correctness(firstBits(35), 39).power(new Correctness(firstBits(35), 39));

    assertThat(few.smallestLoss()).isCloseTo(3.605 * Math.sqrt(1 / 41.0 / 39), within(1e-4));
    assertThat(few.samplesToSee(0.01)).isBetween(3160L, 3180L);
    assertThat(new LossPower(few.share(), 3180).smallestLoss()).isLessThanOrEqualTo(0.01);
  }

  private static BitSet firstBits(int count) {
    BitSet bits = new BitSet();
    bits.set(0, count);
    return bits;
  }
}
