package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ChannelOrder;
import io.edge4j.model.ImageShape;
import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Resize;
import java.util.Arrays;
import java.util.List;

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
    List<Double> std = parameters.numbers(STD, Preprocessing.UNIT.std(), channels);
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
        parameters.numbers(SCALE, Preprocessing.UNIT.scale(), channels),
        parameters.numbers(MEAN, Preprocessing.UNIT.mean(), channels),
        std,
        order,
        Resize.of(resize).orElseThrow());
  }
}
