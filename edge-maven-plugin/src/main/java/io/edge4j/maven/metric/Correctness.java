package io.edge4j.maven.metric;

import io.edge4j.maven.measure.Estimate;
import java.util.BitSet;

/**
 * Which test samples a variant classified right.
 *
 * @param right a bit for each sample
 * @param samples size of the test set, above 0
 */
public record Correctness(BitSet right, int samples) {
  /** 97.5 % quantile of the normal distribution: two-sided 95 %. */
  private static final double Z = 1.959963984540054;

  public int count() {
    return right.cardinality();
  }

  /** Share of the test set with its 95 % Wilson score interval (Wilson, 1927). */
  public Estimate accuracy() {
    double n = samples;
    double p = count() / n;
    double centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
    double half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    return new Estimate(p, Math.max(0, centre - half), Math.min(1, centre + half));
  }

  /**
   * Accuracy of the reference minus this one's, with the 95 % interval of a difference of paired
   * proportions: only samples on which the two disagree widen it (McNemar, 1947). Half a sample is
   * added to each of the four cells (Agresti and Min, "Simple improved confidence intervals for
   * comparing matched proportions", 2005), so that a few samples on which both happen to agree do
   * not pass for certainty.
   */
  Estimate loss(Correctness reference) {
    Disagreement found = disagreement(reference);
    double loss = (found.lost - found.won) / (double) samples;
    double n = samples + 2.0;
    double shifted = (found.lost - found.won) / n;
    double half = Z * Math.sqrt((found.share() - shifted * shifted) / n);
    return new Estimate(loss, Math.min(loss, shifted - half), Math.max(loss, shifted + half));
  }

  /** What a test set of this size can tell of the difference to the reference. */
  LossPower power(Correctness reference) {
    return new LossPower(disagreement(reference).share(), samples);
  }

  private Disagreement disagreement(Correctness reference) {
    BitSet lost = (BitSet) reference.right.clone();
    lost.andNot(right);
    BitSet won = (BitSet) right.clone();
    won.andNot(reference.right);
    return new Disagreement(lost.cardinality(), won.cardinality(), samples);
  }

  /** Samples that only the reference, and only this one, classified right. */
  private record Disagreement(int lost, int won, int samples) {

    /** Of all samples, with half a sample added to each cell. */
    double share() {
      return (lost + won + 1) / (samples + 2.0);
    }
  }
}
