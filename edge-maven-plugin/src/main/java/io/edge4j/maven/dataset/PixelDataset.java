package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Digest;
import java.util.List;

/** A dataset of eight-bit images in memory. */
record PixelDataset(
    String name,
    String fingerprint,
    List<String> classNames,
    List<Long> shape,
    Scaling scaling,
    Samples train,
    Samples test)
    implements Dataset {

  /** Raw samples of one split: pixels row-major, one label a sample. */
  static final class Split {
    private final byte[] pixels;
    private final byte[] labels;

    Split(byte[] pixels, byte[] labels) {
      this.pixels = pixels;
      this.labels = labels;
    }

    private Samples scaled(Scaling scaling) {
      return new PixelSamples(pixels, labels, scaling);
    }
  }

  PixelDataset named(String other) {
    return new PixelDataset(other, fingerprint, classNames, shape, scaling, train, test);
  }

  static PixelDataset of(
      String name, List<String> classNames, List<Long> shape, Split train, Split test) {
    Digest digest = new Digest().add(shape.toString());
    classNames.forEach(digest::add);
    for (Split split : List.of(train, test)) {
      digest.add(Integer.toString(split.labels.length)).add(split.pixels).add(split.labels);
    }
    Scaling scaling = Scaling.UNIT_PIXELS;
    return new PixelDataset(
        name,
        digest.toString(),
        List.copyOf(classNames),
        List.copyOf(shape),
        scaling,
        train.scaled(scaling),
        test.scaled(scaling));
  }

  @Override
  public long[] sampleShape() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
