package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ChannelOrder;
import io.edge4j.model.Fact;
import io.edge4j.model.ImageShape;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Resize;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the pom's {@code <parameters>} say that images become samples. */
final class ImageParameters {
  private static final String WIDTH = "width";
  private static final String HEIGHT = "height";
  private static final String COLOUR = "colour";
  private static final String SCALE = "scale";
  private static final String MEAN = "mean";
  private static final String STD = "std";
  private static final String RESIZE = "resize";
  private static final String CHANNEL_ORDER = "channelOrder";
  private static final int LARGEST_SIDE = 4096;

  /** What says which value a pixel becomes. */
  static final List<String> VALUES = List.of(SCALE, MEAN, STD);

  /** All of them. */
  static final List<String> NAMES =
      List.of(WIDTH, HEIGHT, COLOUR, SCALE, MEAN, STD, RESIZE, CHANNEL_ORDER);

  private ImageParameters() {}

  /** What a sample is. The layout is PyTorch's; a model that takes another gets another. */
  static ImageShape shape(Parameters parameters) throws StageException {
    int width = parameters.integer(WIDTH, 28, 1, LARGEST_SIDE);
    return new ImageShape(
        parameters.flag(COLOUR, false) ? 3 : 1,
        parameters.integer(HEIGHT, width, 1, LARGEST_SIDE),
        width,
        Layout.CHW);
  }

  /** How pixels become values: without parameters, from 0 to 1. */
  static Preprocessing preprocessing(Parameters parameters) throws StageException {
    int channels = shape(parameters).channels();
    List<Double> std = numbers(parameters, STD, Preprocessing.UNIT.std(), channels);
    if (std.stream().anyMatch(number -> number == 0)) {
      throw parameters.refused(STD, "other than 0, since it divides", null);
    }
    String usual = Resize.STRETCH.label();
    List<String> resizes = Arrays.stream(Resize.values()).map(Resize::label).toList();
    String resize = parameters.choice(RESIZE, usual, resizes);
    List<String> orders = Arrays.stream(ChannelOrder.values()).map(ChannelOrder::name).toList();
    ChannelOrder order =
        ChannelOrder.valueOf(parameters.choice(CHANNEL_ORDER, ChannelOrder.RGB.name(), orders));
    if (order != ChannelOrder.RGB && channels == 1) {
      throw parameters.refused(
          CHANNEL_ORDER, "left out where <" + COLOUR + "> is not true: grey has no order", null);
    }
    return new Preprocessing(
        numbers(parameters, SCALE, Preprocessing.UNIT.scale(), channels),
        numbers(parameters, MEAN, Preprocessing.UNIT.mean(), channels),
        std,
        order,
        Resize.of(resize).orElseThrow());
  }

  private static List<Double> numbers(
      Parameters parameters, String name, List<Double> usual, int channels) throws StageException {
    return parameters.numbers(
        name,
        usual,
        channels,
        channels == 1
            ? "one number; three of them need <" + COLOUR + ">true</" + COLOUR + ">"
            : "a number, or %d separated by commas".formatted(channels));
  }

  /** Parameters with what a model states of its images in place of those that are missing. */
  static Map<String, String> completed(Map<String, String> parameters, InputContract contract) {
    Map<String, String> complete = new TreeMap<>(parameters);
    if (Stream.of(WIDTH, HEIGHT, COLOUR).noneMatch(parameters::containsKey)) {
      image(contract)
          .ifPresent(
              image -> {
                complete.put(WIDTH, Integer.toString(image.width()));
                complete.put(HEIGHT, Integer.toString(image.height()));
                complete.put(COLOUR, Boolean.toString(image.channels() == 3));
              });
    }
    contract
        .inputs()
        .get(0)
        .preprocessing()
        .map(Fact::value)
        .ifPresent(
            stated -> {
              complete.putIfAbsent(SCALE, text(stated.scale()));
              complete.putIfAbsent(MEAN, text(stated.mean()));
              complete.putIfAbsent(STD, text(stated.std()));
              complete.putIfAbsent(RESIZE, stated.resize().label());
              complete.putIfAbsent(CHANNEL_ORDER, stated.channelOrder().name());
            });
    return complete;
  }

  /** Empty for an input that is no image, or one of open size. */
  private static Optional<ImageShape> image(InputContract contract) {
    try {
      return Optional.of(ImageShape.of(contract))
          .filter(image -> Math.max(image.height(), image.width()) <= LARGEST_SIDE);
    } catch (IllegalArgumentException e) {
      // The dataset is then of the size that is usual; whether it fits is told when it is open.
      return Optional.empty();
    }
  }

  private static String text(List<Double> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
