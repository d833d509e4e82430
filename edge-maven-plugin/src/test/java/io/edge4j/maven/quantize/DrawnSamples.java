package io.edge4j.maven.quantize;

import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.Samples;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Seeded standard normal samples of two classes that mean nothing; both splits are different. */
final class DrawnSamples implements Dataset {
  private final long[] shape;
  private final int classes;
  private final int size;

  private DrawnSamples(int classes, int size, long... shape) {
    this.shape = shape;
    this.classes = classes;
    this.size = size;
  }

  /** For models whose outputs are no scores of classes. */
  static DrawnSamples of(long... shape) {
    return new DrawnSamples(2, 64, shape);
  }

  static DrawnSamples of(int size, long... shape) {
    return new DrawnSamples(2, size, shape);
  }

  @Override
  public String name() {
    return "drawn samples";
  }

  @Override
  public String fingerprint() {
    return "sha256:1";
  }

  @Override
  public List<String> classNames() {
    return IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
  }

  @Override
  public long[] sampleShape() {
    return shape.clone();
  }

  @Override
  public Samples train() {
    return drawn(1_000_000);
  }

  @Override
  public Samples test() {
    return drawn(0);
  }

  private Samples drawn(long seed) {
    return new Samples() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public int label(int index) {
        return index % classes;
      }

      @Override
      public void copyTo(int index, float[] target, int offset) {
        Random random = new Random(seed + index);
        int values = 1;
        for (long axis : shape) {
          values *= (int) axis;
        }
        for (int i = 0; i < values; i++) {
          target[offset + i] = (float) random.nextGaussian();
        }
      }
    };
  }
}
