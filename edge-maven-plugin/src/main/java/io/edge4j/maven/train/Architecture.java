package io.edge4j.maven.train;

import io.edge4j.maven.stage.StageException;
import java.util.List;
import java.util.Optional;

/**
 * The networks that a pom can name. A row says what a preset expects; {@link Blocks} has the same
 * rows with the DJL blocks, so that this table can be read where DJL is not on the class path.
 *
 * @param name what {@code <architecture>} says
 * @param inputRank axes of one sample, 3 for channels, height, width
 * @param smallestSide the smallest height and width that survive the network's pools
 * @param description one line for the list of known architectures
 */
record Architecture(String name, int inputRank, int smallestSide, String description) {

  static final String SMALL_CNN = "small-cnn";

  static final List<Architecture> ALL =
      List.of(
          new Architecture(
              SMALL_CNN, 3, 4, "two 3x3 convolutions with pools, two fully connected layers"));

  static Optional<Architecture> named(String name) {
    return ALL.stream().filter(a -> a.name().equals(name)).findFirst();
  }

  static List<String> names() {
    return ALL.stream().map(Architecture::name).toList();
  }

  /** Refuses samples whose shape the network cannot take. */
  void requireFits(BlockSpec spec, String dataset) throws StageException {
    List<Long> shape = spec.inputShape();
    boolean fits =
        shape.size() == inputRank
            && shape.subList(1, inputRank).stream().allMatch(side -> side >= smallestSide);
    if (!fits) {
      throw new StageException(
          "<architecture> (edge.architecture) is '%s', which takes samples of shape [channels, height, width] with sides of %d or more, but %s has samples of shape %s; choose another of %s, or name a class of your own in blockFactory."
              .formatted(name, smallestSide, dataset, shape, names()));
    }
  }
}
