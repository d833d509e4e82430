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

  private FashionMnist() {}
}
