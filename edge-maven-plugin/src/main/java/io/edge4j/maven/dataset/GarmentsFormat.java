package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.garments.GarmentPainter;
import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Progress;
import io.edge4j.model.ImageShape;
import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;

/**
 * The embedded default: garments drawn by {@link GarmentPainter}. They share Fashion-MNIST's shape
 * and class names and nothing else, and say so in their name.
 */
final class GarmentsFormat implements DatasetFormat {
  static final String TYPE = "garments";

  /** Goes up whenever the drawing changes, so that what was made from the old one is stale. */
  private static final int VERSION = 1;

  private static final int TRAIN = 12_000;
  private static final int TEST = 2_000;

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public boolean isSynthetic() {
    return true;
  }

  @Override
  public void validate(DatasetSpec spec) {
    // Nothing but the seed goes in, and any seed will do.
  }

  @Override
  public Dataset open(DatasetSpec spec, Progress progress) {
    return draw(spec.seed(), TRAIN, TEST);
  }

  @Override
  public void addSource(DatasetSpec spec, Digest digest) {
    digest.add("version " + VERSION).add("seed " + spec.seed());
  }

  /** Samples depend on the seed and their place in their split, not on how many there are. */
  static Dataset draw(long seed, int train, int test) {
    GarmentPainter painter = new GarmentPainter(seed);
    return PixelDataset.of(
        "garments (synthetic, drawn by edge4j)",
        FashionMnist.CLASS_NAMES,
        new ImageShape(1, GarmentPainter.SIDE, GarmentPainter.SIDE, Layout.CHW),
        Preprocessing.UNIT,
        new PixelDataset.Split(painter.paint("train", train), GarmentPainter.labels(train)),
        new PixelDataset.Split(painter.paint("test", test), GarmentPainter.labels(test)));
  }
}
