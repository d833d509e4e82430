package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Initializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Scales of a weight, one for the whole or one per channel. Symmetric ones have zero point 0 and
 * {@code scale = 2 max|w| / 254} computed in double precision, so that values lie within ±127. A
 * reduced range uses ±64 and {@code / 128}: sums of products then fit what x86 processors without
 * VNNI accumulate in 16 bits. A scale below the smallest normal float becomes 1. These are the
 * formulas of ONNX Runtime's Python quantizer (1.30), so that its weights and ours agree bit for
 * bit. Those with a zero point use all of -128 to 127, with {@code scale = (max w - min w) / 255},
 * zero always being one of the values.
 */
public final class Int8Scales {
  private static final int FULL = 127;
  private static final int REDUCED = 64;
  private static final int STEPS = 255;

  /**
   * Zero points are taken where rounding errors are smaller by this factor at least: a little less
   * error is no reason for a form that fewer tools expect.
   */
  private static final double WORTH_A_ZERO_POINT = 0.9;

  private final float[] values;
  private final int limit;
  private final int[] zeroPoints;

  private Int8Scales(float[] values, int limit, int[] zeroPoints) {
    this.values = values;
    this.limit = limit;
    this.zeroPoints = zeroPoints;
  }

  /** The smallest and the largest value of each channel, and zero. */
  private static final class Extremes {
    final float[] lowest;
    final float[] highest;

    Extremes(float[] lowest, float[] highest) {
      this.lowest = lowest;
      this.highest = highest;
    }
  }

  /** Reads all of the weight once; empty when an element is not finite. */
  public static Optional<Int8Scales> measure(
      Initializer weight, ChannelAxis axis, boolean reduceRange) throws IOException {
    return extremes(weight, axis).map(found -> symmetric(found, reduceRange ? REDUCED : FULL));
  }

  /**
   * Reads all of the weight once and takes symmetric int8, or int8 with a zero point where that
   * rounds less: errors of rounding are spread over a step evenly, so their squares go with those
   * of the steps. Empty when an element is not finite.
   */
  public static Optional<Int8Scales> measureEither(Initializer weight, ChannelAxis axis)
      throws IOException {
    return extremes(weight, axis)
        .map(
            found -> {
              double symmetric = 0;
              double shifted = 0;
              for (int i = 0; i < found.lowest.length; i++) {
                symmetric += square(symmetricStep(found, i, FULL));
                shifted += square(shiftedStep(found, i));
              }
              return shifted < square(WORTH_A_ZERO_POINT) * symmetric
                  ? shifted(found)
                  : symmetric(found, FULL);
            });
  }

  private static double square(double value) {
    return value * value;
  }

  private static Optional<Extremes> extremes(Initializer weight, ChannelAxis axis)
      throws IOException {
    float[] lowest = new float[axis.channels(weight)];
    float[] highest = new float[lowest.length];
    boolean[] finite = {true};
    FloatStream.over(
        weight,
        (values, count, first) -> {
          axis.eachRun(
              weight,
              first,
              count,
              (channel, step, from, to) -> {
                for (int i = from, c = channel; i < to; i++, c += step) {
                  float value = values[i];
                  if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                    finite[0] = false;
                  }
                  if (value > highest[c]) {
                    highest[c] = value;
                  } else if (value < lowest[c]) {
                    lowest[c] = value;
                  }
                }
              });
        });
    return finite[0] ? Optional.of(new Extremes(lowest, highest)) : Optional.empty();
  }

  private static double symmetricStep(Extremes found, int channel, int limit) {
    float largest = Math.max(-found.lowest[channel], found.highest[channel]);
    return 2.0 * largest / (2 * limit);
  }

  private static double shiftedStep(Extremes found, int channel) {
    return ((double) found.highest[channel] - found.lowest[channel]) / STEPS;
  }

  private static Int8Scales symmetric(Extremes found, int limit) {
    float[] scales = new float[found.lowest.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = normal(symmetricStep(found, i, limit));
    }
    return new Int8Scales(scales, limit, new int[0]);
  }

  private static Int8Scales shifted(Extremes found) {
    float[] scales = new float[found.lowest.length];
    int[] zeroPoints = new int[scales.length];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = normal(shiftedStep(found, i));
      zeroPoints[i] = Byte.MIN_VALUE + (int) Math.rint(-found.lowest[i] / (double) scales[i]);
    }
    return new Int8Scales(scales, Byte.MAX_VALUE, zeroPoints);
  }

  private static float normal(double scale) {
    return scale < Float.MIN_NORMAL ? 1 : (float) scale;
  }

  /** Whether the zero point of every channel is 0. */
  public boolean isSymmetric() {
    return zeroPoints.length == 0;
  }

  /** The value that stands for zero in a channel. */
  int zeroPoint(int channel) {
    return isSymmetric() ? 0 : zeroPoints[channel];
  }

  /** One byte per channel, or one for all; none for symmetric scales. */
  public byte[] zeroPoints() {
    byte[] bytes = new byte[zeroPoints.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) zeroPoints[i];
    }
    return bytes;
  }

  /** The same as floats; zeros for symmetric scales. */
  public float[] floatZeroPoints() {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = zeroPoint(i);
    }
    return floats;
  }

  /** The largest magnitude of a quantized value. */
  public int limit() {
    return limit;
  }

  /**
   * The same with another scale for one channel; values of it are not clipped when it is larger.
   */
  public Int8Scales with(int channel, float scale) {
    float[] changed = Arrays.copyOf(values, values.length);
    changed[channel] = scale;
    return new Int8Scales(changed, limit, zeroPoints);
  }

  public float of(int channel) {
    return values[channel];
  }

  public boolean perChannel() {
    return values.length > 1;
  }

  /** All scales, one per channel or one for all. */
  public List<Float> list() {
    List<Float> list = new ArrayList<>(values.length);
    for (float value : values) {
      list.add(value);
    }
    return list;
  }

  /** The scales with a factor folded in, as a Gemm's alpha wants it. */
  public float[] times(float factor) {
    float[] scaled = Arrays.copyOf(values, values.length);
    if (factor != 1) {
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= factor;
      }
    }
    return scaled;
  }
}
