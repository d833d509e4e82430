package io.edge4j.maven.dataset.garments;

import io.edge4j.maven.stage.PortableRandom;
import java.util.List;

/**
 * Draws pictures of garments, each a little different: cut, shade, place, slant, pattern, noise.
 * Some traits that tell two classes apart are now and then left out, as in life, so that no network
 * gets all of them right.
 */
public final class GarmentPainter {
  /** Width and height of a picture in pixels. */
  public static final int SIDE = Canvas.SIDE;

  private static final double MIDDLE = SIDE / 2.0;
  private static final double NOISE = 0.13;

  /** One class of garment. */
  @FunctionalInterface
  private interface Pattern {
    void draw(Cut cut);
  }

  /** In the order of Fashion-MNIST's labels. */
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

  public GarmentPainter(long seed) {
    this.seed = seed;
  }

  /** Labels of the first {@code count} samples of any split: the classes in turn. */
  public static byte[] labels(int count) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % PATTERNS.size());
    }
    return labels;
  }

  /**
   * Pixels of the first {@code count} samples of a split, row-major, {@link #SIDE} by {@link #SIDE}
   * bytes each.
   */
  public byte[] paint(String split, int count) {
    byte[] pixels = new byte[count * SIDE * SIDE];
    byte[] labels = labels(count);
    Canvas canvas = new Canvas();
    for (int i = 0; i < count; i++) {
      PortableRandom random =
          new PortableRandom((seed * 31 + split.hashCode()) * 0x9E3779B97F4A7C15L + i);
      canvas.clear();
      PATTERNS.get(labels[i]).draw(new Cut(canvas, random));
      develop(canvas, random, pixels, i * SIDE * SIDE);
    }
    return pixels;
  }

  /** From shades to pixels: uneven light over the garment, and noise over everything. */
  private static void develop(Canvas canvas, PortableRandom random, byte[] pixels, int offset) {
    double lightX = random.between(-0.012, 0.012);
    double lightY = random.between(-0.012, 0.012);
    double noise = NOISE * random.between(0.3, 1.7);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double light = 1 + lightX * (x - MIDDLE) + lightY * (y - MIDDLE);
        double shade = canvas.pixel(x, y) * light + noise * random.bell();
        double value = Math.min(1, Math.max(0, shade)) * 255;
        pixels[offset + y * SIDE + x] = (byte) (int) (value + 0.5);
      }
    }
  }
}
