package io.edge4j.maven.mojo;

import io.edge4j.maven.train.Augmentation;

/** The pom's {@code <augmentation>}: how images change before a network learns from them. */
public final class AugmentationConfiguration {
  /**
   * {@code none}, {@code horizontal}, {@code vertical} or {@code both}: mirrored every other time.
   */
  String flip = Augmentation.NONE.flip();

  /** The most that an image is shifted by, as a share of its width and height, such as 0.1. */
  double shift = Augmentation.NONE.shift();

  /** The least share of each side that is cut out and enlarged to the whole, such as 0.8. */
  double crop = Augmentation.NONE.crop();

  /** The most that an image is turned by, in degrees, such as 10. */
  double rotation = Augmentation.NONE.rotation();

  Augmentation augmentation() {
    return new Augmentation(flip, shift, crop, rotation);
  }
}
