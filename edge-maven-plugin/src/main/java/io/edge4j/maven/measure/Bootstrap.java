package io.edge4j.maven.measure;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Intervals for any statistic by the percentile bootstrap (Efron, 1979) over two levels: forks are
 * drawn first and rounds within them, because runs of one JVM resemble each other more than those
 * of another (Kalibera and Jones, "Rigorous Benchmarking in Reasonable Time", 2013). With few forks
 * the interval is about as wide as the forks lie apart, which is the honest answer.
 *
 * <p>The draws come from a fixed seed: the same measurements always give the same interval.
 */
public final class Bootstrap {
  private static final int DRAWS = 1000;
  private static final double TAIL = 0.025;
  private static final long SEED = 20261124;

  private Bootstrap() {}

  public static Estimate of(RunTimes rounds, Statistic statistic) {
    return estimate(rounds, sample -> statistic.of(rounds.runsOf(sample)));
  }

  /** The statistic of one variant divided by that of another over the same rounds. */
  public static Estimate ratio(RunTimes numerator, RunTimes denominator, Statistic statistic) {
    return estimate(
        numerator,
        sample ->
            statistic.of(numerator.runsOf(sample)) / statistic.of(denominator.runsOf(sample)));
  }

  /**
   * How many times faster {@code variant} is than {@code reference}: in each round the median time
   * of the reference over that of the variant, of these the median in each fork, of these the
   * geometric mean. Medians, since one run that the scheduler held up for milliseconds would
   * outweigh a hundred that it left alone; geometric, so that A over B is the inverse of B over A.
   */
  public static Estimate speedup(RunTimes variant, RunTimes reference) {
    double[][] logs = new double[variant.forks()][];
    for (int fork = 0; fork < logs.length; fork++) {
      int f = fork;
      logs[fork] =
          IntStream.range(0, variant.rounds(fork))
              .mapToDouble(
                  round ->
                      Math.log(
                          Statistic.median(reference.runs(f, round))
                              / Statistic.median(variant.runs(f, round))))
              .toArray();
    }
    return estimate(variant, sample -> Math.exp(meanOfMedians(logs, sample)));
  }

  private static double meanOfMedians(double[][] logs, Resample sample) {
    double sum = 0;
    for (int position = 0; position < sample.forks(); position++) {
      double[] fork = logs[sample.fork(position)];
      sum +=
          Statistic.median(
              Arrays.stream(sample.roundsOf(position)).mapToDouble(round -> fork[round]).toArray());
    }
    return sum / sample.forks();
  }

  private static Estimate estimate(RunTimes rounds, ToDoubleFunction<Resample> statistic) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] draws =
        IntStream.range(0, DRAWS)
            .mapToDouble(i -> statistic.applyAsDouble(Resample.draw(rounds, random)))
            .sorted()
            .toArray();
    return new Estimate(
        statistic.applyAsDouble(Resample.everything(rounds)),
        Statistic.quantile(draws, TAIL),
        Statistic.quantile(draws, 1 - TAIL));
  }
}
