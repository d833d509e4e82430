package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.PixelDataset.Split;
import java.util.List;

/**
 * Draws pictures of garments, each a little different: cut, shade, place, slant, pattern, noise.
 * Some traits that tell two classes apart are now and then left out, as in life, so that no network
 * gets all of them right.
 */
final class GarmentPainter {
  private static final double MIDDLE = Canvas.SIDE / 2.0;
  private static final double NOISE = 0.13;

  /** One class of garment. */
  @FunctionalInterface
  private interface Pattern {
    void draw(Cut cut);
  }

  /** In the order of {@link FashionMnist#CLASS_NAMES}. */
  private static final List<Pattern> PATTERNS =
      List.of(
          Tops::tShirt,
          Bottoms::trouser,
          Tops::pullover,
          Bottoms::dress,
          Tops::coat,
          Shoes::sandal,
          Tops::shirt,
          Shoes::sneaker,
          Bottoms::bag,
          Shoes::ankleBoot);

  private final long seed;

  GarmentPainter(long seed) {
    this.seed = seed;
  }

  /** The first {@code count} samples of a split, the classes in turn. */
  Split paint(String split, int count) {
    byte[] pixels = new byte[count * Canvas.SIDE * Canvas.SIDE];
    byte[] labels = new byte[count];
    Canvas canvas = new Canvas();
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % PATTERNS.size());
      Chance chance = new Chance((seed * 31 + split.hashCode()) * 0x9E3779B97F4A7C15L + i);
      canvas.clear();
      PATTERNS.get(labels[i]).draw(new Cut(canvas, chance));
      develop(canvas, chance, pixels, i * Canvas.SIDE * Canvas.SIDE);
    }
    return new Split(pixels, labels);
  }

  /** From shades to pixels: uneven light over the garment, and noise over everything. */
  private static void develop(Canvas canvas, Chance chance, byte[] pixels, int offset) {
    double lightX = chance.between(-0.012, 0.012);
    double lightY = chance.between(-0.012, 0.012);
    double noise = NOISE * chance.between(0.3, 1.7);
    for (int y = 0; y < Canvas.SIDE; y++) {
      for (int x = 0; x < Canvas.SIDE; x++) {
        double light = 1 + lightX * (x - MIDDLE) + lightY * (y - MIDDLE);
        double shade = canvas.pixel(x, y) * light + noise * chance.bell();
        double value = Math.min(1, Math.max(0, shade)) * 255;
        pixels[offset + y * Canvas.SIDE + x] = (byte) (int) (value + 0.5);
      }
    }
  }
}
