package io.edge4j.maven.dataset;

import java.util.List;

/**
 * The ten classes of Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017), in the order of its labels.
 */
final class FashionMnist {
  static final List<String> CLASS_NAMES =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  /** {@link Dataset#fingerprint()} of the original: only samples that have it are called so. */
  static final String FINGERPRINT =
      "sha256:2831cae05a278fa404b6af401ad58c24476e05b294ef211449434fa672ea0b3a";

  private FashionMnist() {}
}
