package io.edge4j.model;

import java.util.List;

/**
 * The image that a model takes as one sample.
 *
 * @param channels 1 (grey) or 3 (colour)
 * @param height in pixels, 1 or more
 * @param width in pixels, 1 or more
 * @param layout in what order its values stand; not {@link Layout#NONE}
 * @since 0.1.0
 */
public record ImageShape(int channels, int height, int width, Layout layout) {
  /**
   * @throws IllegalArgumentException for other channels, sizes or layouts, or more values than an
   *     array holds
   */
  public ImageShape {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException(
          "an image has 1 channel (grey) or 3 (colour), not " + channels);
    }
    if (height < 1 || width < 1 || (long) channels * height * width > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "no image can be %d by %d with %d channels".formatted(height, width, channels));
    }
    if (layout == Layout.NONE) {
      throw new IllegalArgumentException("an image has the layout CHW or HWC, not NONE");
    }
  }

  /**
   * The image that samples of a model are, as their shape tells: {@code [height, width]} of grey,
   * or three axes of which the first ({@link Layout#CHW}) or the last ({@link Layout#HWC}) is 1 or
   * 3.
   *
   * @param sampleShape without the batch axis
   * @throws IllegalArgumentException when samples of that shape are no images, when a size is open,
   *     or when first and last axis could both be the channels
   */
  public static ImageShape of(List<Long> sampleShape) {
    int rank = sampleShape.size();
    boolean chw = rank == 2 || (rank == 3 && isChannels(sampleShape.get(0)));
    boolean hwc = rank == 3 && isChannels(sampleShape.get(2));
    if (chw && hwc) {
      throw new IllegalArgumentException(
          sampleShape
              + " can mean [channels, height, width] as well as [height, width, channels]: say"
              + " whether the layout is CHW or HWC");
    }
    if (!chw && !hwc) {
      throw new IllegalArgumentException(notAnImage(sampleShape));
    }
    return of(sampleShape, chw ? Layout.CHW : Layout.HWC);
  }

  /**
   * The image that samples of a model are, in a layout that somebody said.
   *
   * @param sampleShape without the batch axis; {@code [height, width]} is grey in any layout
   * @param layout not {@link Layout#NONE}
   * @throws IllegalArgumentException when samples of that shape are no images of that layout, or a
   *     size is open
   */
  public static ImageShape of(List<Long> sampleShape, Layout layout) {
    int rank = sampleShape.size();
    int axis = layout == Layout.CHW ? 0 : 2;
    boolean image = rank == 2 || (rank == 3 && isChannels(sampleShape.get(axis)));
    if (!image || sampleShape.stream().anyMatch(size -> size < 1 || size > Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(notAnImage(sampleShape));
    }
    int first = rank == 3 && layout == Layout.CHW ? 1 : 0;
    return new ImageShape(
        rank == 2 ? 1 : Math.toIntExact(sampleShape.get(axis)),
        Math.toIntExact(sampleShape.get(first)),
        Math.toIntExact(sampleShape.get(first + 1)),
        layout);
  }

  /**
   * The image that a model's first input takes: in the layout that somebody stated, and otherwise
   * as its shape tells.
   *
   * @throws IllegalArgumentException as {@link #of(List)} and {@link #of(List, Layout)} do
   */
  public static ImageShape of(InputContract contract) {
    Layout layout =
        contract.inputs().stream()
            .findFirst()
            .map(InputContract.Input::layout)
            .filter(fact -> !fact.isAssumed())
            .map(Fact::value)
            .orElse(Layout.NONE);
    return layout == Layout.NONE ? of(contract.sampleShape()) : of(contract.sampleShape(), layout);
  }

  /** How many values one image has. */
  public int size() {
    return channels * height * width;
  }

  /** Where the value of a channel, row and column stands among an image's values. */
  public int index(int channel, int row, int column) {
    return layout == Layout.CHW
        ? (channel * height + row) * width + column
        : (row * width + column) * channels + channel;
  }

  /** Shape of one sample with three axes, for example {@code [3, 224, 224]}. */
  public List<Long> sampleShape() {
    return layout.shape(channels, height, width);
  }

  private static boolean isChannels(long size) {
    return size == 1 || size == 3;
  }

  private static String notAnImage(List<Long> sampleShape) {
    return "samples of shape "
        + sampleShape
        + " are no images: those are [height, width], [1, height, width] or [height, width, 1]"
        + " (grey), [3, height, width] or [height, width, 3] (colour), all of fixed size";
  }
}
