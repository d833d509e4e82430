package io.edge4j.maven.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatisticTest {
  private static final double[] ONE_TO_FIVE = {3, 1, 2, 5, 4};

  @Test
  void percentilesInterpolateBetweenRanks() {
    assertThat(Statistic.quantile(0.50).of(ONE_TO_FIVE)).isEqualTo(3);
    assertThat(Statistic.quantile(0.95).of(ONE_TO_FIVE)).isCloseTo(4.8, within(1e-12));
    assertThat(Statistic.quantile(0.99).of(ONE_TO_FIVE)).isCloseTo(4.96, within(1e-12));
  }

  @Test
  void medianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
    assertThat(Statistic.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
  }

  @Test
  void meanAndStandardDeviationAreThoseOfTheSample() {
    assertThat(Statistic.MEAN.of(ONE_TO_FIVE)).isEqualTo(3);
    assertThat(Statistic.standardDeviation(ONE_TO_FIVE)).isCloseTo(Math.sqrt(2.5), within(1e-12));
  }

  @Test
  void oneRunHasNoSpread() {
    assertThat(Statistic.standardDeviation(new double[] {7})).isZero();
    assertThat(Statistic.quantile(0.99).of(new double[] {7})).isEqualTo(7);
  }

  @Test
  void valuesAreLeftInTheirOrder() {
    double[] values = {3, 1, 2};
    Statistic.quantile(0.50).of(values);
    assertThat(values).containsExactly(3, 1, 2);
  }
}
