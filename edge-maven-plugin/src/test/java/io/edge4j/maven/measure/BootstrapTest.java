package io.edge4j.maven.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  @Test
  void intervalOfASteadySeriesIsAPoint() {
    RunTimes steady = new RunTimes(new double[][][] {{{2, 2}, {2, 2}}, {{2, 2}, {2, 2}}});
    assertThat(Bootstrap.of(steady, Statistic.MEAN)).isEqualTo(new Estimate(2, 2, 2));
  }

  @Test
  void speedupFindsTheTrueRatioThroughNoiseThatSwingsByTwo() {
    RunTimes[] pair = NoisyRunTimes.pair(1.5, 3, 30, 1);
    Estimate speedup = Bootstrap.speedup(pair[0], pair[1]);
    assertThat(speedup.value()).isCloseTo(1.5, within(0.03));
    assertThat(speedup.low()).isGreaterThan(1.4).isLessThan(speedup.value());
    assertThat(speedup.high()).isLessThan(1.6).isGreaterThan(speedup.value());
  }

  @Test
  void speedupOfTheReverseIsTheInverse() {
    RunTimes[] pair = NoisyRunTimes.pair(1.3, 3, 30, 2);
    double forth = Bootstrap.speedup(pair[0], pair[1]).value();
    double back = Bootstrap.speedup(pair[1], pair[0]).value();
    assertThat(forth * back).isCloseTo(1, within(1e-9));
  }

  @Test
  void intervalIsAsWideAsTheForksLieApart() {
    RunTimes variant = new RunTimes(new double[][][] {{{1}, {1}}, {{1}, {1}}, {{1}, {1}}});
    RunTimes reference = new RunTimes(new double[][][] {{{1}, {1}}, {{2}, {2}}, {{4}, {4}}});
    Estimate speedup = Bootstrap.speedup(variant, reference);
    assertThat(speedup.value()).isCloseTo(2, within(1e-9));
    assertThat(speedup.low()).isCloseTo(1, within(1e-9));
    assertThat(speedup.high()).isCloseTo(4, within(1e-9));
  }

  @Test
  void sameMeasurementsGiveTheSameInterval() {
    RunTimes[] pair = NoisyRunTimes.pair(1.1, 3, 30, 3);
    assertThat(Bootstrap.ratio(pair[0], pair[1], Statistic.quantile(0.95)))
        .isEqualTo(Bootstrap.ratio(pair[0], pair[1], Statistic.quantile(0.95)));
  }

  @Test
  void intervalCoversTheTruthAboutAsOftenAsItSays() {
    long covered =
        LongStream.range(0, 200)
            .mapToObj(seed -> NoisyRunTimes.pair(1.2, 5, 20, seed))
            .map(pair -> Bootstrap.speedup(pair[0], pair[1]))
            .filter(speedup -> speedup.low() <= 1.2 && speedup.high() >= 1.2)
            .count();
    assertThat(covered).isBetween(160L, 200L);
  }
}
