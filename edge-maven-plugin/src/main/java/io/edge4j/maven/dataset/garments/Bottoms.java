package io.edge4j.maven.dataset.garments;

import io.edge4j.maven.stage.PortableRandom;

/** Trouser, dress and bag. */
final class Bottoms {
  private Bottoms() {}

  static void trouser(Cut cut) {
    PortableRandom random = cut.random;
    double waist = random.between(0.25, 0.4);
    double ankle = waist + random.between(-0.05, 0.12);
    double crotch = random.between(-0.55, -0.25);
    double gap = random.between(0.02, 0.12);
    cut.fillBothSides(
        1, 0, -0.95, -waist, -0.95, -ankle, 0.95, -gap - 0.05, 0.95, -gap / 2, crotch, 0, crotch);
    cut.stripes(-waist, -0.9, waist, -0.6);
  }

  static void dress(Cut cut) {
    PortableRandom random = cut.random;
    double shoulder = random.between(0.2, 0.38);
    double waist = random.between(0.16, 0.32);
    double hem = random.between(0.3, 0.65);
    if (random.happens(0.35)) {
      double wrist = random.between(-0.6, 0.3);
      cut.fillBothSides(0.9, -shoulder, -0.9, -0.6, wrist, -0.42, wrist + 0.05, -waist, -0.5);
    }
    cut.fill(
        1, -shoulder, -0.95, shoulder, -0.95, waist, -0.15, hem, 0.95, -hem, 0.95, -waist, -0.15);
    cut.fill(0.1, -0.12, -1, 0.12, -1, 0, random.between(-0.9, -0.6));
    cut.stripes(-waist, -0.6, waist, 0.9);
  }

  static void bag(Cut cut) {
    PortableRandom random = cut.random;
    double top = random.between(-0.4, 0.0);
    double width = random.between(0.6, 0.95);
    double handle = random.between(0.25, 0.5);
    if (random.happens(0.8)) {
      cut.fill(0.9, -handle, top, -handle, -0.85, handle, -0.85, handle, top);
      cut.fill(
          0.05,
          -handle + 0.12,
          top,
          -handle + 0.12,
          -0.72,
          handle - 0.12,
          -0.72,
          handle - 0.12,
          top);
    }
    double bottom = width * random.between(0.85, 1.1);
    cut.fill(1, -width, top, width, top, bottom, 0.8, -bottom, 0.8);
    if (random.happens(0.6)) {
      cut.box(random.between(0.5, 1.3), -width * 0.9, top + 0.1, width * 0.9, top + 0.3);
    }
    cut.stripes(-width * 0.9, top, width * 0.9, 0.75);
  }
}
