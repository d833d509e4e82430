package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Initializer;
import java.io.IOException;
import java.util.Optional;

/**
 * A scale for each block of a matrix, such that the value of largest magnitude becomes the smallest
 * code: {@code scale = value / -2^(bits-1)}, so a scale may be negative, and {@code code =
 * rint(value / scale) + 2^(bits-1)}, cut off at the largest. These are the formulas of ONNX
 * Runtime's own tool (1.30). With 4 bits, scales that are a little smaller or larger are tried too,
 * and the one whose codes are nearest to the values is taken.
 */
public final class BlockScales {
  /** What is tried with few bits, as multiples of the scale that fits all values. */
  private static final float[] FACTORS = {1f, 0.96f, 0.92f, 0.88f, 0.84f, 0.8f, 1.04f, 1.08f};

  private static final int FEW_BITS = 4;

  private static final int ROUNDED_ZERO = Float.floatToRawIntBits(Int8Weight.ROUNDING);

  private final BlockLayout layout;
  private final float[] values;

  private BlockScales(BlockLayout layout) {
    this.layout = layout;
    this.values = new float[Math.multiplyExact(layout.outputs(), layout.blocks())];
  }

  /** Reads all of the weight once; empty when an element is not finite. */
  public static Optional<BlockScales> measure(
      Initializer weight, BlockLayout layout, boolean transposed) throws IOException {
    BlockScales scales = new BlockScales(layout);
    boolean[] finite = {true};
    new BlockStream(weight, layout, transposed)
        .forEach(
            (output, block, elements, from, count) -> {
              float extreme = extreme(elements, from, count);
              if (!(Math.abs(extreme) <= Float.MAX_VALUE)) {
                finite[0] = false;
              }
              scales.values[output * layout.blocks() + block] =
                  scales.best(extreme, elements, from, count);
            });
    return finite[0] ? Optional.of(scales) : Optional.empty();
  }

  /** The value of largest magnitude; NaN when there is one. */
  private static float extreme(float[] elements, int from, int count) {
    float least = 0;
    float most = 0;
    for (int i = from; i < from + count; i++) {
      least = Math.min(least, elements[i]);
      most = Math.max(most, elements[i]);
    }
    return most > -least ? most : least;
  }

  private float best(float extreme, float[] elements, int from, int count) {
    float full = extreme / -layout.zero();
    if (Math.abs(full) < Float.MIN_NORMAL) {
      return 1;
    }
    if (layout.bits() > FEW_BITS) {
      return full;
    }
    float best = full;
    double least = Double.MAX_VALUE;
    for (float factor : FACTORS) {
      float scale = full * factor;
      double error = error(scale, elements, from, count);
      if (error < least) {
        least = error;
        best = scale;
      }
    }
    return best;
  }

  private double error(float scale, float[] elements, int from, int count) {
    int zero = layout.zero();
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      double left = elements[i] - (code(elements[i], scale, zero) - zero) * scale;
      sum += left * left;
    }
    return sum;
  }

  /** The code of a value: a whole number from 0 to {@code 2 zero - 1}. */
  static int code(float value, float scale, int zero) {
    int steps = Float.floatToRawIntBits(value / scale + Int8Weight.ROUNDING) - ROUNDED_ZERO;
    return Math.max(0, Math.min(2 * zero - 1, steps + zero));
  }

  float of(int output, int block) {
    return values[output * layout.blocks() + block];
  }

  BlockLayout layout() {
    return layout;
  }

  /** All scales, row by row, with a factor folded in, as a Gemm's alpha wants it. */
  public float[] times(float factor) {
    float[] scaled = values.clone();
    if (factor != 1) {
      for (int i = 0; i < scaled.length; i++) {
        scaled[i] *= factor;
      }
    }
    return scaled;
  }
}
