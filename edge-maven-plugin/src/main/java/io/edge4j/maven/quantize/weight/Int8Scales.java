package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Initializer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Symmetric scales of a weight, one for the whole or one a channel: zero point 0, {@code scale = 2
 * max|w| / 254} computed in double precision, so that values lie within ±127. A reduced range uses
 * ±64 and {@code / 128}: sums of products then fit what x86 processors without VNNI accumulate in
 * 16 bits. A scale below the smallest normal float becomes 1. These are the formulas of ONNX
 * Runtime's Python quantizer (1.30), so that its weights and ours agree bit for bit.
 */
public final class Int8Scales {
  private static final int FULL = 127;
  private static final int REDUCED = 64;

  private final float[] values;
  private final int limit;

  private Int8Scales(float[] values, int limit) {
    this.values = values;
    this.limit = limit;
  }

  /** Reads all of the weight once; empty when an element is not finite. */
  public static Optional<Int8Scales> measure(
      Initializer weight, ChannelAxis axis, boolean reduceRange) throws IOException {
    float[] largest = new float[axis.channels(weight)];
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
                  float magnitude = Math.abs(values[i]);
                  if (!(magnitude <= Float.MAX_VALUE)) {
                    finite[0] = false;
                  }
                  if (magnitude > largest[c]) {
                    largest[c] = magnitude;
                  }
                }
              });
        });
    return finite[0] ? Optional.of(of(largest, reduceRange ? REDUCED : FULL)) : Optional.empty();
  }

  private static Int8Scales of(float[] largest, int limit) {
    float[] scales = new float[largest.length];
    for (int i = 0; i < scales.length; i++) {
      double scale = 2.0 * largest[i] / (2 * limit);
      scales[i] = scale < Float.MIN_NORMAL ? 1 : (float) scale;
    }
    return new Int8Scales(scales, limit);
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
    return new Int8Scales(changed, limit);
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
