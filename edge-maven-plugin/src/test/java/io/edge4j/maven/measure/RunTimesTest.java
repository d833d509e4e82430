package io.edge4j.maven.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RunTimesTest {

  @Test
  void speedupFindsTheTrueRatioThroughNoiseThatSwingsByTwo() {
    RunTimes[] pair = NoisyRunTimes.pair(1.5, 8, 30, 1);
    Estimate speedup = pair[0].speedupOver(pair[1]);
    assertThat(speedup.value()).isCloseTo(1.5, within(0.03));
    assertThat(speedup.low()).isGreaterThan(1.4).isLessThan(speedup.value());
    assertThat(speedup.high()).isLessThan(1.6).isGreaterThan(speedup.value());
  }

  @Test
  void speedupOfTheReverseIsTheInverse() {
    RunTimes[] pair = NoisyRunTimes.pair(1.3, 3, 30, 2);
    Estimate forth = pair[0].speedupOver(pair[1]);
    Estimate back = pair[1].speedupOver(pair[0]);
    assertThat(forth.value() * back.value()).isCloseTo(1, within(1e-9));
    assertThat(forth.low() * back.high()).isCloseTo(1, within(1e-9));
  }

  @Test
  void intervalIsAsWideAsTheForksLieApartHoweverManyRoundsTheyHave() {
    RunTimes variant = new RunTimes(new double[][][] {{{1}, {1}}, {{1}, {1}}, {{1}, {1}}});
    RunTimes reference = new RunTimes(new double[][][] {{{1}, {1}}, {{2}, {2}}, {{4}, {4}}});
    Estimate speedup = variant.speedupOver(reference);
    assertThat(speedup.value()).isCloseTo(2, within(1e-9));
    // t(0.975) with two degrees of freedom is 4.303; the forks' logarithms lie ln 2 apart.
    assertThat(Math.log(speedup.high() / 2))
        .isCloseTo(4.303 * Math.log(2) / Math.sqrt(3), within(1e-3));
  }

  @Test
  void aSingleForkIsAsUncertainAsItsRounds() {
    RunTimes variant = new RunTimes(new double[][][] {{{1}, {1}, {1}}});
    RunTimes reference = new RunTimes(new double[][][] {{{1}, {2}, {4}}});
    Estimate speedup = variant.speedupOver(reference);
    assertThat(speedup.value()).isCloseTo(2, within(1e-9));
    assertThat(speedup.degreesOfFreedom()).isEqualTo(2);
    assertThat(speedup.low()).isLessThan(1);
  }

  @Test
  void aRatioPairsForks() {
    RunTimes numerator = new RunTimes(new double[][][] {{{3, 3}}, {{6, 6}}});
    RunTimes denominator = new RunTimes(new double[][][] {{{1, 1}}, {{2, 2}}});
    Estimate ratio = numerator.ratioTo(denominator, Statistic.MEAN);
    assertThat(ratio.low()).isCloseTo(3, within(1e-9));
    assertThat(ratio.high()).isCloseTo(3, within(1e-9));
  }

  @Test
  void intervalCoversTheTruthAsOftenAsItSays() {
    int seeds = 1000;
    long covered =
        LongStream.range(0, seeds)
            .mapToObj(seed -> NoisyRunTimes.pair(1.2, 8, 5, seed))
            .map(pair -> pair[0].speedupOver(pair[1]))
            .filter(speedup -> speedup.low() <= 1.2 && speedup.high() >= 1.2)
            .count();
    assertThat((double) covered / seeds).isBetween(0.93, 0.97);
  }
}
