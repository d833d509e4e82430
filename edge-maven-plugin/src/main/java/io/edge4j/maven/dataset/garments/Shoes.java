package io.edge4j.maven.dataset.garments;

import io.edge4j.maven.stage.PortableRandom;

/** Sandal, sneaker and ankle boot, toes to the left. */
final class Shoes {
  private Shoes() {}

  static void sandal(Cut cut) {
    PortableRandom random = cut.random;
    double heel = random.between(0, 0.35);
    double sole = random.between(0.08, 0.18);
    cut.fill(
        0.9,
        -0.95,
        0.6,
        0.2,
        0.6 - heel / 2,
        0.95,
        0.5 - heel,
        0.95,
        0.5 - heel + sole,
        0.2,
        0.6 - heel / 2 + sole,
        -0.95,
        0.6 + sole);
    cut.box(1, 0.75, 0.5 - heel, 0.93, 0.75);
    int straps = random.happens(0.5) ? 2 : 3;
    for (int i = 0; i < straps; i++) {
      double x = -0.75 + i * 0.6 + random.between(-0.1, 0.1);
      double up = random.between(0.35, 0.7);
      double thick = random.between(0.1, 0.28);
      cut.fill(1, x, 0.6, x + 0.2, 0.6 - up, x + 0.2 + thick, 0.6 - up, x + thick, 0.6);
    }
    if (random.happens(0.5)) {
      double top = random.between(-0.5, 0.1);
      cut.fill(0.95, 0.6, top, 0.9, top, 0.9, 0.5 - heel, 0.7, 0.5 - heel);
    }
  }

  static void sneaker(Cut cut) {
    PortableRandom random = cut.random;
    double collar = random.between(-0.45, 0.05);
    upper(cut, collar, random.between(-0.1, 0.2));
    cut.box(random.between(0.5, 1.4), -0.95, 0.5, 0.95, random.between(0.6, 0.72));
    if (random.happens(0.6)) {
      double x = random.between(-0.4, -0.2);
      cut.fill(random.between(0.4, 1.4), x, 0.45, x + 0.4, 0, x + 0.55, 0, x + 0.15, 0.45);
    }
  }

  static void ankleBoot(Cut cut) {
    PortableRandom random = cut.random;
    double collar = random.between(-0.95, -0.3);
    upper(cut, collar, random.between(-0.05, 0.25));
    cut.box(random.between(0.6, 0.9), -0.95, 0.5, 0.95, random.between(0.58, 0.68));
    if (random.happens(0.6)) {
      cut.box(0.8, 0.5, 0.6, 0.95, 0.85);
    }
  }

  /** The leather: from a low toe to a collar around the ankle. */
  private static void upper(Cut cut, double collar, double ankle) {
    double toe = cut.random.between(0.1, 0.35);
    cut.fill(
        1,
        -0.95,
        0.55,
        -0.9,
        toe,
        -0.4,
        toe - 0.15,
        ankle,
        collar + 0.15,
        ankle,
        collar,
        0.9,
        collar,
        0.95,
        0.55);
    cut.stripes(0.2, collar, 0.85, 0.4);
  }
}
