package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.TensorData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The int8 form of a float weight, computed from it each time it is written: {@code q = rint(w /
 * scale)}, float division, ties to even, and the zero point added where there is one.
 *
 * @param weight the float weight, which stays where it is
 * @param transposed whether the int8 form swaps the two axes of the weight
 */
public record Int8Weight(
    Initializer weight, Int8Scales scales, ChannelAxis axis, boolean transposed)
    implements TensorData {
  /**
   * 1.5 * 2^23: floats of this size have steps of one, so that an addition rounds to a whole
   * number, ties to even, as rint does, and the lowest byte of the sum is that number. A scale is
   * the largest magnitude over the limit, so a quotient is never rounded beyond the limit.
   */
  static final float ROUNDING = 12_582_912f;

  @Override
  public long length() {
    return weight.elements();
  }

  @Override
  public InputStream open() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeTo(out);
    return new ByteArrayInputStream(out.toByteArray());
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    if (transposed) {
      writeTransposed(out);
      return;
    }
    byte[] quantized = new byte[FloatStream.LARGEST_RUN];
    FloatStream.over(
        weight,
        (values, count, first) -> {
          quantize(values, count, first, quantized);
          out.write(quantized, 0, count);
        });
  }

  /** Holds all of this one weight: a column of it is spread over the whole file. */
  private void writeTransposed(OutputStream out) throws IOException {
    int rows = Math.toIntExact(weight.dims().get(0));
    int columns = Math.toIntExact(weight.dims().get(1));
    byte[] target = new byte[Math.multiplyExact(rows, columns)];
    byte[] quantized = new byte[FloatStream.LARGEST_RUN];
    FloatStream.over(
        weight,
        (values, count, first) -> {
          quantize(values, count, first, quantized);
          int row = (int) (first / columns);
          int column = (int) (first % columns);
          for (int i = 0; i < count; i++) {
            target[column * rows + row] = quantized[i];
            if (++column == columns) {
              column = 0;
              row++;
            }
          }
        });
    out.write(target);
  }

  private void quantize(float[] values, int count, long first, byte[] target) {
    axis.eachRun(
        weight,
        first,
        count,
        (channel, step, from, to) -> {
          if (!scales.isSymmetric()) {
            quantizeShifted(values, target, channel, step, from, to);
            return;
          }
          for (int i = from, c = channel; i < to; i++, c += step) {
            target[i] = (byte) Float.floatToRawIntBits(values[i] / scales.of(c) + ROUNDING);
          }
        });
  }

  /**
   * The scale and the zero point are rounded, so that the outermost value may need to be clipped.
   */
  private void quantizeShifted(
      float[] values, byte[] target, int channel, int step, int from, int to) {
    for (int i = from, c = channel; i < to; i++, c += step) {
      int code = (int) Math.rint((double) (values[i] / scales.of(c))) + scales.zeroPoint(c);
      target[i] = (byte) Math.max(Byte.MIN_VALUE, Math.min(Byte.MAX_VALUE, code));
    }
  }
}
