package io.edge4j.maven.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StudentTest {
  private static final double FIVE_PERCENT = 0.025;

  /** Half widths by the table of Student's distribution: t(0.975) is 12.706 and 2.365. */
  @Test
  void intervalIsThatOfTheTableOfStudentsDistribution() {
    Estimate ofTwo = Student.of(new double[] {Math.exp(-1), Math.exp(1)});
    assertThat(ofTwo.value()).isCloseTo(1, within(1e-12));
    assertThat(Math.log(ofTwo.high())).isCloseTo(12.706, within(1e-3));
    assertThat(Math.log(ofTwo.low())).isCloseTo(-12.706, within(1e-3));

    double[] ofEight = IntStream.range(0, 8).mapToDouble(i -> Math.exp(i % 2)).toArray();
    double standardError = Math.sqrt(8 * 0.25 / 7 / 8);
    assertThat(Math.log(Student.of(ofEight).high()))
        .isCloseTo(0.5 + 2.365 * standardError, within(1e-3));
  }

  @Test
  void valuesThatAgreeHaveNoWidth() {
    Estimate found = Student.of(new double[] {2, 2, 2});
    assertThat(found.value()).isCloseTo(2, within(1e-12));
    assertThat(found.low()).isCloseTo(2, within(1e-12));
    assertThat(found.high()).isCloseTo(2, within(1e-12));
  }

  @Test
  void aSingleValueHasNoInterval() {
    assertThat(Student.of(new double[] {3}).isExact()).isTrue();
  }

  @Test
  void anIntervalForFewerFalseAlarmsIsWider() {
    Estimate found = Student.of(new double[] {1, 1.01, 0.99, 1.02});
    assertThat(Student.atTail(found, 0.0026).low()).isLessThan(found.low());
    assertThat(Student.atTail(found, FIVE_PERCENT)).isEqualTo(found);
  }

  @Test
  void whatWasCountedKeepsItsInterval() {
    Estimate counted = new Estimate(0.9, 0.88, 0.92);
    assertThat(Student.atTail(counted, 0.0026)).isSameAs(counted);
    assertThat(Student.smallestEffect(counted, FIVE_PERCENT)).isNaN();
  }

  /** The same draws, moved by the effect that is called detectable, miss 1 in 95 of 100 times. */
  @Test
  void theSmallestEffectIsSeenInNinetyFiveOfAHundredCases() {
    Random random = new Random(7);
    int runs = 4000;
    int seen = 0;
    double deviation = 0.01;
    Estimate typical = new Estimate(1, 1, 1, deviation / Math.sqrt(8), 7);
    double effect = Student.smallestEffect(typical, FIVE_PERCENT);
    for (int run = 0; run < runs; run++) {
      double[] forks =
          IntStream.range(0, 8)
              .mapToDouble(i -> (1 + effect) * Math.exp(deviation * random.nextGaussian()))
              .toArray();
      seen += Student.of(forks).low() > 1 ? 1 : 0;
    }
    assertThat((double) seen / runs).isCloseTo(0.95, within(0.02));
  }

  @Test
  void measurementsThatWouldDoAreEnoughAndNoMore() {
    Estimate found = Student.of(new double[] {1, 1.01, 0.99, 1.02, 0.98, 1.0, 1.01, 0.99});
    int enough = Student.measurementsToSee(found, 0.01, FIVE_PERCENT, 1000);
    double deviation = found.standardError() * Math.sqrt(8);
    assertThat(Student.smallestEffect(of(deviation, enough), FIVE_PERCENT))
        .isLessThanOrEqualTo(0.01);
    assertThat(Student.smallestEffect(of(deviation, enough - 1), FIVE_PERCENT)).isGreaterThan(0.01);
    assertThat(Student.measurementsToSee(found, 1e-9, FIVE_PERCENT, 50)).isEqualTo(50);
  }

  private static Estimate of(double deviation, int measurements) {
    return new Estimate(1, 1, 1, deviation / Math.sqrt(measurements), measurements - 1);
  }
}
