package io.edge4j.maven.dataset;

import io.edge4j.model.PixelValues;

/**
 * Eight-bit pixels kept as they came and made values of when they are asked for: a quarter of the
 * memory of floats.
 */
final class PixelSamples implements Samples {
  private final byte[] pixels;
  private final byte[] labels;
  private final int sampleSize;
  private final PixelValues values;

  /**
   * @param pixels all samples, one after the other
   * @param labels one per sample, unsigned
   * @param values what the pixels of a sample become
   */
  PixelSamples(byte[] pixels, byte[] labels, PixelValues values) {
    this.pixels = pixels;
    this.labels = labels;
    this.values = values;
    sampleSize = labels.length == 0 ? 0 : pixels.length / labels.length;
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
    values.copy(pixels, index * sampleSize, target, offset);
  }
}
