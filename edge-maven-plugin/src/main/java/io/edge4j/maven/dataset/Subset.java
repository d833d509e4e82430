package io.edge4j.maven.dataset;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Some of a split's samples, in an order of their own. */
public final class Subset implements Samples {
  private final Samples whole;
  private final int[] indices;

  public Subset(Samples whole, int[] indices) {
    this.whole = whole;
    this.indices = indices.clone();
  }

  /** Two subsets that share no sample: the first has {@code share} of them, at least one. */
  public static Subset[] split(Samples whole, double share, long seed) {
    int[] order = new Shuffle(seed).order(whole.size());
    int cut = Math.min(order.length - 1, Math.max(1, (int) Math.round(order.length * share)));
    return new Subset[] {part(whole, order, 0, cut), part(whole, order, cut, order.length)};
  }

  private static Subset part(Samples whole, int[] order, int from, int to) {
    // In the order of the whole: what is near in memory stays near.
    return new Subset(whole, IntStream.of(Arrays.copyOfRange(order, from, to)).sorted().toArray());
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public int label(int index) {
    return whole.label(indices[index]);
  }

  @Override
  public float target(int index) {
    return whole.target(indices[index]);
  }

  @Override
  public void copyTo(int index, float[] target, int offset) {
    whole.copyTo(indices[index], target, offset);
  }
}
