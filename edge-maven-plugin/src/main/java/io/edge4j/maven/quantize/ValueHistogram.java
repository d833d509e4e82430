package io.edge4j.maven.quantize;

/**
 * The values of one activation over all calibration samples: extremes first, then, in a second pass
 * over the same samples, how often which values occur.
 */
final class ValueHistogram {
  private static final int BINS = 2048;

  /** Share of values that PERCENTILE keeps. */
  private static final double KEPT = 0.9999;

  /** Levels that a symmetric eight-bit quantization has on each side of zero. */
  private static final int LEVELS = 128;

  private float min = Float.POSITIVE_INFINITY;
  private float max = Float.NEGATIVE_INFINITY;
  private boolean infinite;
  private long[] counts = {};

  /** Apart from the others: every range represents zero exactly, so it says nothing about any. */
  private long zeros;

  /** First pass: extremes. Values that are no numbers say nothing about a range. */
  void widen(float[] values) {
    for (float value : values) {
      if (Float.isFinite(value)) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      } else {
        infinite |= Float.isInfinite(value);
      }
    }
  }

  /** Whether there was a finite number. */
  boolean hasValues() {
    return min <= max;
  }

  /** Whether there was an infinite one, for which no range has room. */
  boolean hasInfinite() {
    return infinite;
  }

  /** Second pass: counts between the extremes. */
  void count(float[] values) {
    if (counts.length == 0) {
      counts = new long[BINS];
    }
    double width = width();
    for (float value : values) {
      if (value == 0) {
        zeros++;
      } else if (Float.isFinite(value)) {
        counts[Math.min(BINS - 1, (int) ((value - low()) / width))]++;
      }
    }
  }

  ValueRange range(CalibrationMethod method) {
    if (min > max) {
      return new ValueRange(0, 0);
    }
    return switch (method) {
      case MIN_MAX -> new ValueRange(min, max);
      case PERCENTILE -> percentile();
      case ENTROPY -> entropy();
    };
  }

  private double low() {
    return Math.min(min, 0);
  }

  private double width() {
    double width = (Math.max(max, 0) - low()) / BINS;
    return width > 0 ? width : 1;
  }

  private ValueRange percentile() {
    long total = zeros;
    for (long count : counts) {
      total += count;
    }
    double tail = total * (1 - KEPT) / 2;
    int first = 0;
    for (long seen = counts[0]; seen <= tail && first < BINS - 1; seen += counts[first]) {
      first++;
    }
    int last = BINS - 1;
    for (long seen = counts[last]; seen <= tail && last > first; seen += counts[last]) {
      last--;
    }
    return new ValueRange(
        (float) Math.max(min, low() + first * width()),
        (float) Math.min(max, low() + (last + 1) * width()));
  }

  /**
   * The method of "8-bit Inference with TensorRT" (Migacz, 2017): for each threshold on magnitudes,
   * clip the distribution, quantize it to as many levels as eight bits have, and keep the threshold
   * with the smallest divergence from the unquantized one.
   */
  private ValueRange entropy() {
    double[] magnitudes = magnitudes();
    int best = BINS;
    double least = Double.POSITIVE_INFINITY;
    for (int cut = LEVELS; cut <= BINS; cut++) {
      double divergence = divergence(magnitudes, cut);
      if (divergence < least) {
        least = divergence;
        best = cut;
      }
    }
    double threshold = Math.max(Math.abs(min), Math.abs(max)) * best / BINS;
    return new ValueRange((float) Math.max(min, -threshold), (float) Math.min(max, threshold));
  }

  /** The histogram folded at zero, over magnitudes up to the largest. */
  private double[] magnitudes() {
    double[] magnitudes = new double[BINS];
    double largest = Math.max(Math.abs(min), Math.abs(max));
    for (int i = 0; i < BINS; i++) {
      double center = Math.abs(low() + (i + 0.5) * width());
      magnitudes[Math.min(BINS - 1, (int) (center / largest * BINS))] += counts[i];
    }
    return magnitudes;
  }

  private static double divergence(double[] magnitudes, int cut) {
    double outside = 0;
    double total = 0;
    for (int i = 0; i < BINS; i++) {
      total += magnitudes[i];
      outside += i < cut ? 0 : magnitudes[i];
    }
    double divergence = 0;
    for (int level = 0; level < LEVELS; level++) {
      int from = (int) ((long) level * cut / LEVELS);
      int to = (int) ((long) (level + 1) * cut / LEVELS);
      double sum = 0;
      int filled = 0;
      for (int i = from; i < to; i++) {
        sum += magnitudes[i];
        filled += magnitudes[i] > 0 ? 1 : 0;
      }
      for (int i = from; i < to; i++) {
        // Clipped values pile up in the last bin of the reference, which the quantized one lacks.
        double reference = magnitudes[i] + (i == cut - 1 ? outside : 0);
        double quantized = magnitudes[i] > 0 ? sum / filled : 0;
        if (reference > 0) {
          double q = Math.max(quantized, 1e-9 * total) / Math.max(total - outside, 1);
          divergence += reference / total * Math.log(reference / total / q);
        }
      }
    }
    return divergence;
  }
}
