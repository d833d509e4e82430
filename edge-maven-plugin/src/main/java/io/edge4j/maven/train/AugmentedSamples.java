package io.edge4j.maven.train;

import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.stage.PortableRandom;
import io.edge4j.model.Layout;

/**
 * Images as an {@link Augmentation} changes them. What is drawn for an image follows from the seed
 * of the epoch and the image's number, whatever order they are read in.
 *
 * <p>All changes are one map from target to source pixels, read with bilinear weights; beyond an
 * edge the image goes on with the pixels of that edge, which needs no colour to fill with. What is
 * only mirrored and shifted keeps its values to the bit.
 */
final class AugmentedSamples implements Samples {
  private static final double EVERY_OTHER = 0.5;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final Samples samples;
  private final Augmentation augmentation;
  private final int width;
  private final int height;
  private final int channels;
  private final int pixelStride;
  private final int channelStride;
  private final float[] source;
  private long seed;

  /**
   * @param shape of an image, three sizes
   * @param layout in what order they stand
   */
  AugmentedSamples(Samples samples, long[] shape, Layout layout, Augmentation augmentation) {
    this.samples = samples;
    this.augmentation = augmentation;
    boolean channelsFirst = layout == Layout.CHW;
    channels = Math.toIntExact(shape[channelsFirst ? 0 : 2]);
    height = Math.toIntExact(shape[channelsFirst ? 1 : 0]);
    width = Math.toIntExact(shape[channelsFirst ? 2 : 1]);
    pixelStride = channelsFirst ? 1 : channels;
    channelStride = channelsFirst ? width * height : 1;
    source = new float[width * height * channels];
  }

  /** Draws anew from here on. */
  void startEpoch(long epochSeed) {
    seed = epochSeed;
  }

  @Override
  public int size() {
    return samples.size();
  }

  @Override
  public int label(int index) {
    return samples.label(index);
  }

  @Override
  public float target(int index) {
    return samples.target(index);
  }

  @Override
  public void copyTo(int index, float[] target, int offset) {
    samples.copyTo(index, source, 0);
    PortableRandom random = new PortableRandom(seed + SPREAD * index);
    double mirrorX = sign(augmentation.flipsHorizontally(), random);
    double mirrorY = sign(augmentation.flipsVertically(), random);
    double shiftX = shift(width, random);
    double shiftY = shift(height, random);
    double side = random.between(augmentation.crop(), 1);
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    double cropX = middleX + random.between(-1, 1) * (1 - side) * middleX;
    double cropY = middleY + random.between(-1, 1) * (1 - side) * middleY;
    double angle =
        StrictMath.toRadians(random.between(-augmentation.rotation(), augmentation.rotation()));
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    int pixel = offset;
    for (int y = 0; y < height; y++) {
      double v = y - middleY - shiftY;
      for (int x = 0; x < width; x++) {
        double u = x - middleX - shiftX;
        double fromX = cropX + mirrorX * side * (cos * u + sin * v);
        double fromY = cropY + mirrorY * side * (cos * v - sin * u);
        read(fromX, fromY, target, pixel);
        pixel += pixelStride;
      }
    }
  }

  private static double sign(boolean flips, PortableRandom random) {
    return flips && random.happens(EVERY_OTHER) ? -1 : 1;
  }

  private double shift(int size, PortableRandom random) {
    return Math.rint(random.between(-augmentation.shift(), augmentation.shift()) * size);
  }

  /** All channels of the image at a place between its pixels. */
  private void read(double x, double y, float[] target, int pixel) {
    double insideX = Math.min(Math.max(x, 0), width - 1);
    double insideY = Math.min(Math.max(y, 0), height - 1);
    int left = (int) insideX;
    int top = (int) insideY;
    int right = Math.min(left + 1, width - 1);
    int bottom = Math.min(top + 1, height - 1);
    float shareX = (float) (insideX - left);
    float shareY = (float) (insideY - top);
    for (int c = 0; c < channels; c++) {
      float upper = between(at(left, top, c), at(right, top, c), shareX);
      float lower = between(at(left, bottom, c), at(right, bottom, c), shareX);
      target[pixel + c * channelStride] = between(upper, lower, shareY);
    }
  }

  private static float between(float first, float second, float share) {
    return first + (second - first) * share;
  }

  private float at(int x, int y, int channel) {
    return source[(y * width + x) * pixelStride + channel * channelStride];
  }
}
