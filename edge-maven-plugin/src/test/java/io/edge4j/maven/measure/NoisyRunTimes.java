package io.edge4j.maven.measure;

import java.util.Random;

/** Run times as a busy machine gives them, from a seed: what the statistics are tested on. */
public final class NoisyRunTimes {
  private static final int RUNS = 10;

  private NoisyRunTimes() {}

  /**
   * Pairs of variants that share their rounds' fate.
   *
   * @param factor how many times longer the second one truly takes
   * @return the first variant's rounds, then the second's
   */
  public static RunTimes[] pair(double factor, int forks, int rounds, long seed) {
    Random random = new Random(seed);
    double[][][][] millis = new double[2][forks][rounds][RUNS];
    for (int fork = 0; fork < forks; fork++) {
      for (int round = 0; round < rounds; round++) {
        double weather = 1 + random.nextDouble();
        for (int run = 0; run < RUNS; run++) {
          millis[0][fork][round][run] = run(0.05 * weather, random);
          millis[1][fork][round][run] = run(0.05 * factor * weather, random);
        }
      }
    }
    return new RunTimes[] {new RunTimes(millis[0]), new RunTimes(millis[1])};
  }

  /** Some jitter, and now and then a run that the scheduler held up. */
  private static double run(double millis, Random random) {
    double jitter = 1 + 0.05 * Math.abs(random.nextGaussian());
    return millis * jitter + (random.nextInt(100) == 0 ? 4 : 0);
  }
}
