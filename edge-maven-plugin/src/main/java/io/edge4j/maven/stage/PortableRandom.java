package io.edge4j.maven.stage;

import java.util.SplittableRandom;

/**
 * Random numbers that are the same on every Java: SplitMix64's 64 bits, turned into numbers here,
 * since how {@code nextDouble} and {@code nextInt} do it is not promised to stay.
 */
public final class PortableRandom {
  private final SplittableRandom bits;

  public PortableRandom(long seed) {
    bits = new SplittableRandom(seed);
  }

  /** Uniform from {@code low} to below {@code high}. */
  public double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /** True in that share of all calls. */
  public boolean happens(double probability) {
    return unit() < probability;
  }

  /** Mean 0, standard deviation 1, never beyond 3.5: the sum of twelve uniform numbers. */
  public double bell() {
    double sum = -6;
    for (int i = 0; i < 3; i++) {
      long word = bits.nextLong();
      for (int part = 0; part < 4; part++) {
        sum += (word >>> (16 * part) & 0xFFFF) * 0x1p-16;
      }
    }
    return sum;
  }

  /** A whole number from 0 to below {@code bound}; its bias, below 2^-22, does not matter here. */
  public int below(int bound) {
    return (int) (unit() * bound);
  }

  private double unit() {
    return (bits.nextLong() >>> 11) * 0x1p-53;
  }
}
