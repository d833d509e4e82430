package io.edge4j.maven.quantize;

import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.dataset.Spread;
import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A dataset without its test split, which judges the result and may not take part in making it. The
 * training split stands in for both: ranges are measured on most of it, and recipe auto decides by
 * the rest.
 */
final class DividedTraining implements Dataset {
  /** One of so many samples is for deciding. */
  private static final int VALIDATION_SHARE = 5;

  private static final int MOST_VALIDATION = 2_000;

  private final Dataset whole;
  private final int[] calibration;
  private final int[] validation;

  /**
   * Divides a training split.
   *
   * @param seed of the shuffle that does it
   */
  DividedTraining(Dataset whole, long seed) {
    this.whole = whole;
    int[] shuffled = shuffled(whole.train().size(), seed);
    int last = Math.min(MOST_VALIDATION, shuffled.length / VALIDATION_SHARE);
    // Of a few samples, all have to serve for both.
    this.calibration = Arrays.copyOf(shuffled, shuffled.length - last);
    this.validation =
        last == 0
            ? shuffled
            : Arrays.copyOfRange(shuffled, shuffled.length - last, shuffled.length);
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

  @Override
  public Samples train() {
    return some(calibration);
  }

  /** The share of the training split that decisions are made by. */
  @Override
  public Samples test() {
    return some(validation);
  }

  private Samples some(int[] chosen) {
    Samples all = whole.train();
    return new Samples() {
      @Override
      public int size() {
        return chosen.length;
      }

      @Override
      public int label(int index) {
        return all.label(chosen[index]);
      }

      @Override
      public float target(int index) {
        return all.target(chosen[index]);
      }

      @Override
      public void copyTo(int index, float[] target, int offset) {
        all.copyTo(chosen[index], target, offset);
      }
    };
  }

  @Override
  public String name() {
    return whole.name();
  }

  @Override
  public String fingerprint() {
    return whole.fingerprint();
  }

  @Override
  public List<String> classNames() {
    return whole.classNames();
  }

  @Override
  public long[] sampleShape() {
    return whole.sampleShape();
  }

  @Override
  public Layout layout() {
    return whole.layout();
  }

  @Override
  public Preprocessing preprocessing() {
    return whole.preprocessing();
  }

  @Override
  public List<String> columns() {
    return whole.columns();
  }

  @Override
  public List<Spread> columnSpreads() {
    return whole.columnSpreads();
  }

  @Override
  public Optional<Spread> targetSpread() {
    return whole.targetSpread();
  }
}
