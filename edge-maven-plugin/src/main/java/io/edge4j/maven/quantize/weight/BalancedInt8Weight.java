package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.TensorData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The int8 form of a matrix with a scale per channel, rounded so that the errors of each channel
 * add up to less than a step. What a layer gets is often of one sign, behind Relu or as pixels, and
 * then the sum of the errors is most of what rounding costs. Few values go to their second nearest
 * number for it: those that lay almost halfway.
 *
 * @param rounded the form with every value at its nearest number
 */
public record BalancedInt8Weight(Int8Weight rounded) implements TensorData {
  /** It is held in memory as floats, and larger weights are not. */
  private static final long LARGEST = 1 << 20;

  /** Values that lie as far from their number, to so many parts of a step. */
  private static final int BINS = 256;

  /** The int8 form, balanced where there are channels to balance and memory to do it in. */
  public static TensorData of(Int8Weight rounded) {
    Initializer weight = rounded.weight();
    return weight.rank() == 2 && rounded.scales().perChannel() && weight.elements() <= LARGEST
        ? new BalancedInt8Weight(rounded)
        : rounded;
  }

  @Override
  public long length() {
    return rounded.length();
  }

  @Override
  public InputStream open() throws IOException {
    return new ByteArrayInputStream(codes());
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(codes());
  }

  private byte[] codes() throws IOException {
    Initializer weight = rounded.weight();
    int rows = Math.toIntExact(weight.dims().get(0));
    int columns = Math.toIntExact(weight.dims().get(1));
    float[] values = weight.floats();
    byte[] codes = rounded.open().readAllBytes();
    boolean byRow = rounded.axis() == ChannelAxis.ROWS;
    int across = rounded.transposed() ? 1 : columns;
    int along = rounded.transposed() ? rows : 1;
    for (int channel = 0; channel < (byRow ? rows : columns); channel++) {
      if (byRow) {
        balance(values, channel * columns, 1, codes, channel * across, along, columns, channel);
      } else {
        balance(values, channel, columns, codes, channel * along, across, rows, channel);
      }
    }
    return codes;
  }

  /** Moves values of a channel to the number on their other side until the sum is near zero. */
  private void balance(
      float[] values, int from, int step, byte[] codes, int at, int stride, int count, int c) {
    float scale = rounded.scales().of(c);
    int zero = rounded.scales().zeroPoint(c);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += values[from + i * step] / scale - (codes[at + i * stride] - zero);
    }
    int moves = (int) Math.min(count, Math.abs(Math.rint(sum)));
    if (moves == 0) {
      return;
    }
    int direction = sum > 0 ? 1 : -1;
    int[] found = new int[BINS];
    for (int i = 0; i < count; i++) {
      int bin = bin(values[from + i * step] / scale - (codes[at + i * stride] - zero), direction);
      if (bin > 0) {
        found[bin]++;
      }
    }
    int least = BINS - 1;
    for (int enough = found[least]; enough < moves && least > 1; enough += found[least]) {
      least--;
    }
    // The values that lie nearest to halfway first, and of the last bin as many as are left.
    int above = 0;
    for (int bin = least + 1; bin < BINS; bin++) {
      above += found[bin];
    }
    int left = moves - above;
    for (int i = 0; i < count; i++) {
      int place = at + i * stride;
      int bin = bin(values[from + i * step] / scale - (codes[place] - zero), direction);
      boolean moved = bin > least || (bin == least && left-- > 0);
      int code = codes[place] + direction;
      if (moved && Math.abs(code) <= rounded.scales().limit()) {
        codes[place] = (byte) code;
      }
    }
  }

  /** How far a value lies from its number in that direction, from 1; 0 for the other direction. */
  private static int bin(double error, int direction) {
    return (int) Math.max(0, Math.min(BINS - 1, error * direction * 2 * BINS));
  }
}
