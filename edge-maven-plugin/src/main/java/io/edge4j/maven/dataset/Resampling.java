package io.edge4j.maven.dataset;

/**
 * Resizing by area: a target pixel is the mean of what it covers, every source pixel weighted with
 * its overlap. Plain arithmetic, so that every machine gets the same bytes.
 */
final class Resampling {
  private Resampling() {}

  /** From {@code [height, width]} to {@code [height, target]}. */
  static float[] shrinkRows(float[] source, int height, int width, int target) {
    if (width == target) {
      return source;
    }
    float[] result = new float[height * target];
    for (int y = 0; y < height; y++) {
      line(source, y * width, 1, width, result, y * target, 1, target);
    }
    return result;
  }

  /** From {@code [height, width]} to {@code [target, width]}. */
  static float[] shrinkColumns(float[] source, int height, int width, int target) {
    if (height == target) {
      return source;
    }
    float[] result = new float[target * width];
    for (int x = 0; x < width; x++) {
      line(source, x, width, height, result, x, width, target);
    }
    return result;
  }

  private static void line(
      float[] source,
      int from,
      int step,
      int size,
      float[] result,
      int to,
      int stride,
      int target) {
    double ratio = (double) size / target;
    for (int t = 0; t < target; t++) {
      double start = t * ratio;
      double end = start + ratio;
      double sum = 0;
      double weights = 0;
      for (int s = (int) start; s < size && s < end; s++) {
        double weight = Math.min(end, s + 1) - Math.max(start, s);
        sum += weight * source[from + s * step];
        weights += weight;
      }
      result[to + t * stride] = (float) (sum / weights);
    }
  }
}
