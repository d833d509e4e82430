package io.edge4j.maven.dataset;

import io.edge4j.maven.dataset.download.RemoteFile;
import java.net.URI;
import java.util.List;

/** What is known of Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017) before it is read. */
final class FashionMnist {
  /** In the order of its labels. */
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

  static final List<RemoteFile> FILES =
      List.of(
          new RemoteFile(
              "train-images-idx3-ubyte.gz",
              26_421_880,
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
          new RemoteFile(
              "train-labels-idx1-ubyte.gz",
              29_515,
              "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
          new RemoteFile(
              "t10k-images-idx3-ubyte.gz",
              4_422_102,
              "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
          new RemoteFile(
              "t10k-labels-idx1-ubyte.gz",
              5_148,
              "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"));

  /** The authors' own places for the files; what comes from there is checked all the same. */
  static final List<URI> MIRRORS =
      List.of(
          URI.create(
              "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
          URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"));

  private FashionMnist() {}
}
