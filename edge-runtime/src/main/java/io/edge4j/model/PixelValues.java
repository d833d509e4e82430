package io.edge4j.model;

/**
 * Turns the 8-bit pixels of an image into the values that a model takes, by one table of 256 values
 * per channel. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PixelValues {
  private static final int LEVELS = 256;

  private final int size;
  private final int channels;

  /** How many values of one channel follow each other. */
  private final int run;

  private final float[][] values;

  /**
   * @throws IllegalArgumentException when the preprocessing has numbers for another count of
   *     channels
   */
  public PixelValues(ImageShape shape, Preprocessing preprocessing) {
    if (preprocessing.channels() != 1 && preprocessing.channels() != shape.channels()) {
      throw new IllegalArgumentException(
          "scale, mean and std are given for %d channels, but the image has %d"
              .formatted(preprocessing.channels(), shape.channels()));
    }
    size = shape.size();
    channels = shape.channels();
    run = shape.layout() == Layout.CHW ? shape.height() * shape.width() : 1;
    values = new float[channels][LEVELS];
    for (int channel = 0; channel < channels; channel++) {
      for (int pixel = 0; pixel < LEVELS; pixel++) {
        values[channel][pixel] = preprocessing.apply(channel, pixel);
      }
    }
  }

  /** Writes the values of the image at {@code pixels[from..]} to {@code target[offset..]}. */
  public void copy(byte[] pixels, int from, float[] target, int offset) {
    int at = 0;
    for (int channel = 0; at < size; channel = channel + 1 == channels ? 0 : channel + 1) {
      float[] table = values[channel];
      for (int end = at + run; at < end; at++) {
        target[offset + at] = table[Byte.toUnsignedInt(pixels[from + at])];
      }
    }
  }
}
