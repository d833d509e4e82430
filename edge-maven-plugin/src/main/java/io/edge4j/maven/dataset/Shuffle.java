package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.PortableRandom;

/** Orders that a seed decides, the same on every Java. */
public final class Shuffle {
  private final PortableRandom random;

  public Shuffle(long seed) {
    random = new PortableRandom(seed);
  }

  /** The numbers below {@code count} in a new order (Fisher and Yates). */
  public int[] order(int count) {
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.below(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
