package io.edge4j.maven.dataset;

/**
 * Eight-bit pixels kept as they came and scaled when they are asked for: a quarter of the memory of
 * floats.
 */
final class PixelSamples implements Samples {
  private static final int PIXEL_VALUES = 256;

  private final byte[] pixels;
  private final byte[] labels;
  private final int sampleSize;
  private final float[] scaled = new float[PIXEL_VALUES];

  /**
   * @param pixels all samples, one after the other, flat and row-major
   * @param labels one a sample, unsigned
   */
  PixelSamples(byte[] pixels, byte[] labels, Scaling scaling) {
    this.pixels = pixels;
    this.labels = labels;
    sampleSize = labels.length == 0 ? 0 : pixels.length / labels.length;
    for (int value = 0; value < PIXEL_VALUES; value++) {
      scaled[value] = (float) ((value * scaling.scale() - scaling.mean()) / scaling.std());
    }
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    return Byte.toUnsignedInt(labels[index]);
  }

  @Override
  public void copyTo(int index, float[] target, int offset) {
    int first = index * sampleSize;
    for (int i = 0; i < sampleSize; i++) {
      target[offset + i] = scaled[Byte.toUnsignedInt(pixels[first + i])];
    }
  }
}
