package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.Digest;
import io.edge4j.model.ImageShape;
import io.edge4j.model.Layout;
import io.edge4j.model.PixelValues;
import io.edge4j.model.Preprocessing;
import java.util.List;

/** A dataset of eight-bit images in memory. */
record PixelDataset(
    String name,
    String fingerprint,
    List<String> classNames,
    ImageShape image,
    Preprocessing preprocessing,
    Samples train,
    Samples test)
    implements Dataset {

  /** Raw samples of one split: pixels in the layout of the images, one label per sample. */
  static final class Split {
    private final byte[] pixels;
    private final byte[] labels;

    Split(byte[] pixels, byte[] labels) {
      this.pixels = pixels;
      this.labels = labels;
    }

    private Samples samples(PixelValues values) {
      return new PixelSamples(pixels, labels, values);
    }
  }

  PixelDataset named(String other) {
    return new PixelDataset(other, fingerprint, classNames, image, preprocessing, train, test);
  }

  static PixelDataset of(
      String name,
      List<String> classNames,
      ImageShape image,
      Preprocessing preprocessing,
      Split train,
      Split test) {
    Digest digest = new Digest().add(image.sampleShape().toString());
    classNames.forEach(digest::add);
    for (Split split : List.of(train, test)) {
      digest.add(Integer.toString(split.labels.length)).add(split.pixels).add(split.labels);
    }
    if (!preprocessing.equals(Preprocessing.UNIT)) {
      digest.add(preprocessing.toString());
    }
    PixelValues values = new PixelValues(image, preprocessing);
    return new PixelDataset(
        name,
        digest.toString(),
        List.copyOf(classNames),
        image,
        preprocessing,
        train.samples(values),
        test.samples(values));
  }

  @Override
  public long[] sampleShape() {
    return image.sampleShape().stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public Layout layout() {
    return image.layout();
  }
}
