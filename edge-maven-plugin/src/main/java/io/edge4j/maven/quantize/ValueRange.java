package io.edge4j.maven.quantize;

/**
 * The values that an activation takes, as far as they are represented; zero always is.
 *
 * @param min at most 0
 * @param max at least 0
 */
record ValueRange(float min, float max) {

  ValueRange {
    min = Math.min(min, 0);
    max = Math.max(max, 0);
  }

  /** Step between neighbours of 256 unsigned values; 1 for a range that is too small for floats. */
  float scale() {
    double scale = ((double) max - min) / 255;
    return scale < Float.MIN_NORMAL ? 1 : (float) scale;
  }

  /** The unsigned value that stands for zero, 0 to 255. */
  int zeroPoint() {
    double scale = ((double) max - min) / 255;
    return scale < Float.MIN_NORMAL ? 0 : (int) Math.rint(-min / scale);
  }
}
