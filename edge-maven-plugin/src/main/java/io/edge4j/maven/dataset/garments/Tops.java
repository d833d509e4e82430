package io.edge4j.maven.dataset.garments;

import io.edge4j.maven.stage.PortableRandom;

/** T-shirt, pullover, coat and shirt: one body with sleeves, told apart by a few traits. */
final class Tops {
  private static final double SHOULDER = -0.8;

  private Tops() {}

  static void tShirt(Cut cut) {
    PortableRandom random = cut.random;
    double hem = random.between(0.75, 0.95);
    body(cut, hem, random.between(0.12, 0.5), random.between(0.35, 0.5));
    neck(cut, random.between(0.08, 0.25));
    if (random.happens(0.4)) {
      cut.box(random.between(0.5, 1.4), -0.2, -0.3, 0.2, random.between(-0.1, 0.2));
    }
  }

  static void pullover(Cut cut) {
    PortableRandom random = cut.random;
    double hem = random.between(0.75, 0.95);
    body(cut, hem, random.between(0.8, 1), random.between(0.38, 0.52));
    neck(cut, random.between(0.04, 0.2));
    if (random.happens(0.6)) {
      cut.box(random.between(0.7, 0.85), -0.48, hem - 0.14, 0.48, hem);
    }
  }

  static void coat(Cut cut) {
    PortableRandom random = cut.random;
    double hem = random.between(0.85, 1);
    body(cut, hem, random.between(0.8, 1), random.between(0.4, 0.55));
    if (random.happens(0.75)) {
      double width = random.between(0.02, 0.06);
      cut.box(random.between(0.2, 0.6), -width, SHOULDER, width, hem);
    }
    if (random.happens(0.6)) {
      cut.fillBothSides(
          random.between(0.6, 0.8), 0, -0.1, -0.22, SHOULDER, -0.05, SHOULDER, 0, -0.6);
    }
  }

  static void shirt(Cut cut) {
    PortableRandom random = cut.random;
    double hem = random.between(0.8, 1);
    double sleeve = random.happens(0.2) ? random.between(0.3, 0.5) : random.between(0.75, 1);
    body(cut, hem, sleeve, random.between(0.35, 0.48));
    if (random.happens(0.65)) {
      cut.fillBothSides(random.between(1.15, 1.4), -0.25, SHOULDER, 0, -0.55, 0, -0.7, -0.1, -0.92);
    }
    if (random.happens(0.65)) {
      double brightness = random.between(0.3, 0.6);
      for (double y = -0.5; y < hem - 0.1; y += 0.28) {
        cut.box(brightness, -0.05, y, 0.05, y + 0.09);
      }
    }
  }

  /**
   * @param sleeve how far down the sleeves reach, as a share of the body's length
   * @param width half the body's width
   */
  private static void body(Cut cut, double hem, double sleeve, double width) {
    double wrist = SHOULDER + sleeve * (hem - SHOULDER);
    double out = width + 0.15 + 0.3 * sleeve * cut.random.between(0.7, 1.2);
    double cuff = cut.random.between(0.14, 0.22);
    double side = cut.random.between(0.85, 0.95);
    cut.fillBothSides(
        side, -width + 0.1, SHOULDER, -out, wrist, -out + cuff + 0.05, wrist + 0.05, -width, -0.3);
    cut.fill(
        1,
        -0.25,
        SHOULDER - 0.1,
        0.25,
        SHOULDER - 0.1,
        width,
        SHOULDER + 0.1,
        width,
        hem,
        -width,
        hem,
        -width,
        SHOULDER + 0.1);
    cut.stripes(-width, -0.6, width, hem);
  }

  private static void neck(Cut cut, double depth) {
    cut.fill(
        0.1,
        -0.2,
        SHOULDER - 0.12,
        0.2,
        SHOULDER - 0.12,
        0.08,
        SHOULDER + depth,
        -0.08,
        SHOULDER + depth);
  }
}
