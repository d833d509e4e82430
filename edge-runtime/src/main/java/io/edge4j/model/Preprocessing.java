package io.edge4j.model;

import java.util.List;

/**
 * How pixels, whole numbers from 0 to 255, become the values that a model takes: {@code (pixel *
 * scale - mean) / std}, computed in double precision and then rounded to float32.
 *
 * <p>Each of the three is one number for all channels, or one per channel in the order in which the
 * model takes them: with {@link ChannelOrder#BGR} the first is blue's.
 *
 * @param scale multiplies the pixel, for example 1/255
 * @param mean is subtracted then
 * @param std divides the difference
 * @param channelOrder of an input with three channels
 * @param resize how an image gets the model's size
 * @since 0.1.0
 */
public record Preprocessing(
    List<Double> scale,
    List<Double> mean,
    List<Double> std,
    ChannelOrder channelOrder,
    Resize resize) {
  /** Pixels as they are, from 0 to 255. */
  public static final Preprocessing NONE = of(1, 0, 1);

  /** Pixels from 0 to 1. */
  public static final Preprocessing UNIT = of(1.0 / 255, 0, 1);

  /**
   * @throws IllegalArgumentException when a list is empty, lists have different lengths above 1, a
   *     number is not finite, or a {@code std} is 0
   */
  public Preprocessing {
    scale = List.copyOf(scale);
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    int channels = Math.max(scale.size(), Math.max(mean.size(), std.size()));
    requireNumbers("scale", scale, channels);
    requireNumbers("mean", mean, channels);
    requireNumbers("std", std, channels);
    if (std.contains(0.0) || std.contains(-0.0)) {
      throw new IllegalArgumentException("std is " + std + "; it divides, so it cannot be 0");
    }
  }

  /** The same numbers for all channels; red first, stretched. */
  public static Preprocessing of(double scale, double mean, double std) {
    return new Preprocessing(
        List.of(scale), List.of(mean), List.of(std), ChannelOrder.RGB, Resize.STRETCH);
  }

  /** The number of channels that the lists are for; 1 when one number serves any number of them. */
  public int channels() {
    return Math.max(scale.size(), Math.max(mean.size(), std.size()));
  }

  /**
   * The value that a pixel, or a number of a table, becomes.
   *
   * @param channel index of the channel as the model takes it; of a table, index of the column
   * @param pixel from 0 to 255; of a table, any number
   */
  public float apply(int channel, double pixel) {
    return (float) ((pixel * at(scale, channel) - at(mean, channel)) / at(std, channel));
  }

  /** For example {@code (pixel * 0.5 - [1.0, 2.0, 3.0]) / 1.0, RGB, stretch}. */
  @Override
  public String toString() {
    return "(pixel * %s - %s) / %s, %s, %s"
        .formatted(text(scale), text(mean), text(std), channelOrder, resize.label());
  }

  private static Object text(List<Double> numbers) {
    return numbers.size() == 1 ? numbers.get(0) : numbers;
  }

  private static double at(List<Double> numbers, int channel) {
    return numbers.get(numbers.size() == 1 ? 0 : channel);
  }

  private static void requireNumbers(String name, List<Double> numbers, int channels) {
    if (numbers.isEmpty() || (numbers.size() != 1 && numbers.size() != channels)) {
      throw new IllegalArgumentException(
          "%s has %d numbers; it must have one, or one for each of %d channels"
              .formatted(name, numbers.size(), channels));
    }
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException(name + " is " + numbers + "; it must be finite");
      }
    }
  }
}
