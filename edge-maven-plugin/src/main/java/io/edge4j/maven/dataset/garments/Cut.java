package io.edge4j.maven.dataset.garments;

import io.edge4j.maven.stage.PortableRandom;

/**
 * One garment in the making: draws on a canvas in the garment's own coordinates, x from -1 (left)
 * to 1, y from -1 (top) to 1, turned, stretched and moved a little.
 */
final class Cut {
  private static final double HALF = Canvas.SIDE / 2.0 - 1;

  private final Canvas canvas;
  final PortableRandom random;

  /** How bright the cloth is, 0 to 1. */
  final double shade;

  private final double scaleX;
  private final double scaleY;
  private final double slant;
  private final double tilt;
  private final double moveX;
  private final double moveY;

  Cut(Canvas canvas, PortableRandom random) {
    this.canvas = canvas;
    this.random = random;
    shade = random.between(0.35, 0.95);
    scaleX = HALF * random.between(0.72, 1.0);
    scaleY = HALF * random.between(0.78, 1.0);
    slant = random.between(-0.12, 0.12);
    tilt = random.between(-0.08, 0.08);
    moveX = Canvas.SIDE / 2.0 + random.between(-2, 2);
    moveY = Canvas.SIDE / 2.0 + random.between(-1.5, 1.5);
  }

  /** Fills a polygon, given as x and y in turn, with a share of the cloth's shade. */
  void fill(double brightness, double... points) {
    double[] placed = new double[points.length];
    for (int i = 0; i < points.length; i += 2) {
      double x = points[i];
      double y = points[i + 1];
      placed[i] = moveX + scaleX * (x + slant * y);
      placed[i + 1] = moveY + scaleY * (y + tilt * x);
    }
    canvas.fill(placed, Math.min(1, shade * brightness));
  }

  /** The same polygon twice, the second mirrored left to right. */
  void fillBothSides(double brightness, double... points) {
    fill(brightness, points);
    double[] mirrored = points.clone();
    for (int i = 0; i < mirrored.length; i += 2) {
      mirrored[i] = -mirrored[i];
    }
    fill(brightness, mirrored);
  }

  void box(double brightness, double left, double top, double right, double bottom) {
    fill(brightness, left, top, right, top, right, bottom, left, bottom);
  }

  /** Stripes across, now and then: cloth that says nothing about the class. */
  void stripes(double left, double top, double right, double bottom) {
    if (random.happens(0.25)) {
      double brightness = random.between(0.6, 1.3);
      double gap = random.between(0.2, 0.5);
      for (double y = top + random.between(0, gap); y < bottom; y += gap) {
        box(brightness, left, y, right, Math.min(bottom, y + 0.1));
      }
    }
  }
}
