package io.edge4j.maven.quantize;

import io.edge4j.maven.dataset.FittedDataset;
import java.util.Arrays;
import java.util.Random;

/**
 * A dataset without its test split, which judges the result and may not take part in making it. The
 * training split stands in for both: ranges are measured on most of it, and recipe auto decides by
 * the rest.
 */
final class DividedTraining {
  /** One of so many samples is for deciding. */
  private static final int VALIDATION_SHARE = 5;

  private static final int MOST_VALIDATION = 2_000;

  private DividedTraining() {}

  /**
   * Divides a training split.
   *
   * @param seed of the shuffle that does it
   * @return whose training split is for calibration, and whose test split for deciding
   */
  static FittedDataset of(FittedDataset whole, long seed) {
    return of(whole, seed, 0);
  }

  /**
   * The same, but with all of the split for calibration where the rest would be too few.
   *
   * @param samples that ranges are to be measured on
   */
  static FittedDataset of(FittedDataset whole, long seed, int samples) {
    int[] shuffled = shuffled(whole.train().size(), seed);
    int last = Math.min(MOST_VALIDATION, shuffled.length / VALIDATION_SHARE);
    int rest = shuffled.length - last;
    int[] calibration = rest < samples ? shuffled : Arrays.copyOf(shuffled, rest);
    // Of a few samples, all have to serve for both.
    int[] validation =
        last == 0
            ? shuffled
            : Arrays.copyOfRange(shuffled, shuffled.length - last, shuffled.length);
    return whole.withSamples(whole.train().subset(calibration), whole.train().subset(validation));
  }

  private static int[] shuffled(int size, long seed) {
    int[] order = new int[size];
    Random random = new Random(seed);
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
