package io.edge4j.maven.train;

import io.edge4j.maven.dataset.Parameters;
import io.edge4j.maven.stage.StageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The networks that a pom can name. A row says what a preset expects; {@link Presets} has the same
 * rows with the DJL blocks, so that this table can be read where DJL is not on the class path.
 *
 * @param name what {@code <architecture>} says
 * @param takesImages whether samples must be {@code [channels, height, width]}
 * @param smallestSide the smallest height and width that survive the network's pools
 * @param parameters what the preset takes, each checked by reading it
 */
record Architecture(
    String name, boolean takesImages, int smallestSide, Map<String, Reader> parameters) {

  /** Reads one parameter, to use it or to refuse it. */
  @FunctionalInterface
  interface Reader {
    Object read(Parameters parameters) throws StageException;
  }

  static final String SMALL_CNN = "small-cnn";
  static final String MLP = "mlp";
  static final String MOBILENET = "mobilenet";

  /**
   * PyTorch 2.7's convolution over one input channel reads memory that nobody wrote when its
   * filters are no multiple of eight: gradients, on some processors outputs too, are then NaN or
   * other from run to run. MobileNet rounds its channels to eight as well.
   */
  static final int FILTER_MULTIPLE = 8;

  private static final int IMAGE_RANK = 3;
  private static final int MOST_UNITS = 65_536;

  static final List<Architecture> ALL =
      List.of(
          new Architecture(
              SMALL_CNN,
              true,
              4,
              Map.of("filters", Architecture::filters, "units", Architecture::units)),
          new Architecture(
              MLP,
              false,
              1,
              Map.of("hidden", Architecture::hidden, "dropout", Architecture::dropout)),
          new Architecture(
              MOBILENET,
              true,
              4,
              Map.of("width", Architecture::width, "blocks", Architecture::blocks)));

  /** Of {@code small-cnn}: channels of its two convolutions. */
  static List<Integer> filters(Parameters parameters) throws StageException {
    List<Integer> filters = parameters.integers("filters", List.of(16, 32), 1, 4096);
    if (filters.size() != 2 || filters.stream().anyMatch(f -> f % FILTER_MULTIPLE != 0)) {
      throw parameters.refused("filters", "two multiples of 8, such as 16,32", null);
    }
    return filters;
  }

  /** Of {@code small-cnn}: the width of its first fully connected layer. */
  static int units(Parameters parameters) throws StageException {
    return parameters.integer("units", 128, 1, MOST_UNITS);
  }

  /** Of {@code mlp}: the widths of its hidden layers. */
  static List<Integer> hidden(Parameters parameters) throws StageException {
    return parameters.integers("hidden", List.of(128, 64), 1, MOST_UNITS);
  }

  /** Of {@code mlp}: the share of hidden values that are dropped while it trains. */
  static double dropout(Parameters parameters) throws StageException {
    return parameters.number("dropout", 0, 0, 0.95);
  }

  /** Of {@code mobilenet}: factor on every layer's channels. */
  static double width(Parameters parameters) throws StageException {
    return parameters.number("width", 0.5, 0.05, 4);
  }

  /** Of {@code mobilenet}: how many depthwise separable blocks. */
  static int blocks(Parameters parameters) throws StageException {
    return parameters.integer("blocks", 6, 1, 30);
  }

  static Optional<Architecture> named(String name) {
    return ALL.stream().filter(a -> a.name().equals(name)).findFirst();
  }

  static List<String> names() {
    return ALL.stream().map(Architecture::name).toList();
  }

  static Parameters read(Map<String, String> parameters) {
    return new Parameters("<architectureParameters>", parameters);
  }

  /** Refuses parameters that the preset does not take, and values that they cannot have. */
  void requireParameters(Map<String, String> values) throws StageException {
    Parameters read = read(values);
    read.requireKnown(name, parameters.keySet().stream().sorted().toList());
    for (Reader reader : parameters.values()) {
      reader.read(read);
    }
  }

  /** Refuses samples whose shape the network cannot take. */
  void requireFits(BlockSpec spec, String dataset) throws StageException {
    List<Long> shape = spec.inputShape();
    boolean fits =
        !takesImages
            || (shape.size() == IMAGE_RANK
                && shape.subList(1, IMAGE_RANK).stream().allMatch(side -> side >= smallestSide));
    if (!fits) {
      throw new StageException(
          "<architecture> (edge.architecture) is '%s', which takes samples of shape [channels, height, width] with sides of %d or more, but %s has samples of shape %s; choose another of %s, or name a class of your own in <blockFactory>."
              .formatted(name, smallestSide, dataset, shape, names()));
    }
  }
}
