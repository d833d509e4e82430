package io.edge4j.maven.dataset;

/** Orders that a seed decides, the same on every Java. */
public final class Shuffle {
  private final Chance chance;

  public Shuffle(long seed) {
    chance = new Chance(seed);
  }

  /** The numbers below {@code count} in a new order (Fisher and Yates). */
  public int[] order(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = chance.below(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
