package io.edge4j.maven.metric;

/**
 * Which losses of accuracy a test set can see at all. Two models that classify the same samples
 * differ by those on which one is right and the other wrong; the variance of their difference is
 * about that share over the number of samples (McNemar, "Note on the sampling error of the
 * difference between correlated proportions or percentages", 1947), and a loss is seen when it is
 * so many standard errors large that in 95 of 100 cases its 95 % interval leaves out none: {@code n
 * = (1.960 + 1.645)^2 share / loss^2}, as Miettinen gives it ("The matched pairs design in the case
 * of all-or-none responses", 1968), without his small correction.
 *
 * @param share of samples on which one is right and the other wrong, above 0
 * @param samples size of the test set
 */
public record LossPower(double share, int samples) {
  /** 97.5 % and 95 % quantiles of the normal distribution: a false alarm, an oversight. */
  private static final double STANDARD_ERRORS = 1.959963984540054 + 1.644853626951472;

  /** The smallest loss that would be seen, as a share of the test set. */
  public double smallestLoss() {
    return STANDARD_ERRORS * Math.sqrt(share / samples);
  }

  /**
   * How many test samples would see a loss, if models disagreed on the same share of them.
   *
   * @param loss above 0
   */
  public long samplesToSee(double loss) {
    return (long) Math.ceil(STANDARD_ERRORS * STANDARD_ERRORS * share / (loss * loss));
  }
}
