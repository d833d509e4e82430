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
   * proportions: only samples on which the two disagree widen it (McNemar, 1947).
   */
  Estimate loss(Correctness reference) {
    double n = samples;
    BitSet lost = (BitSet) reference.right.clone();
    lost.andNot(right);
    BitSet won = (BitSet) right.clone();
    won.andNot(reference.right);
    int b = lost.cardinality();
    int c = won.cardinality();
    double loss = (b - c) / n;
    double half = Z / n * Math.sqrt(b + c - (b - c) * (double) (b - c) / n);
    return new Estimate(loss, loss - half, loss + half);
  }
}
