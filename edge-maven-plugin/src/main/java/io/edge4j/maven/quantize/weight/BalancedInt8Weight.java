package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.TensorData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The int8 form of a matrix with a scale per channel, rounded so that the errors of each channel
 * add up to less than a step. What a layer gets is often of one sign, behind Relu or as pixels, and
 * then the sum of the errors is most of what rounding costs. Few values go to their second nearest
 * number for it: those that lay almost halfway.
 *
 * @param rounded the form with every value at its nearest number
 */
public record BalancedInt8Weight(Int8Weight rounded) implements TensorData {
  /** Smaller weights are held in memory as floats; larger ones are streamed. */
  private static final long LARGEST = 1 << 20;

  /** Values that lie as far from their number, to so many parts of a step. */
  private static final int BINS = 256;

  /** Columns that are gathered together: as many floats as a line of the processor's cache has. */
  private static final int TILE = 16;

  /** The int8 form, balanced where there are channels to balance and memory to do it in. */
  public static TensorData of(Int8Weight rounded) {
    Initializer weight = rounded.weight();
    return weight.rank() == 2 && rounded.scales().perChannel() && weight.elements() < LARGEST
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
    byte[] codes = rounded.open().readAllBytes();
    float[] values = rounded.weight().floats();
    int rows = Math.toIntExact(rounded.weight().dims().get(0));
    int columns = Math.toIntExact(rounded.weight().dims().get(1));
    boolean byRow = rounded.axis() == ChannelAxis.ROWS;
    int channels = byRow ? rows : columns;
    int count = byRow ? columns : rows;
    // Where the first code of a channel lies, and how far from one of its codes the next is.
    boolean together = byRow != rounded.transposed();
    int codesOfChannel = together ? count : 1;
    int codeStep = together ? 1 : channels;
    float[] errors = new float[TILE * count];
    int[] found = new int[BINS];
    for (int first = 0; first < channels; first += TILE) {
      int some = Math.min(TILE, channels - first);
      if (byRow) {
        for (int c = 0; c < some; c++) {
          for (int i = 0; i < count; i++) {
            errors[c * count + i] = error(values[(first + c) * count + i], first + c);
          }
        }
      } else {
        for (int i = 0; i < count; i++) {
          for (int c = 0; c < some; c++) {
            errors[c * count + i] = error(values[i * channels + first + c], first + c);
          }
        }
      }
      for (int c = 0; c < some; c++) {
        balance(errors, c * count, count, found, codes, (first + c) * codesOfChannel, codeStep);
      }
    }
    return codes;
  }

  /** How far a value lies from its nearest number, in steps. */
  private float error(float value, int channel) {
    float steps = value / rounded.scales().of(channel);
    return steps - (steps + Int8Weight.ROUNDING - Int8Weight.ROUNDING);
  }

  /** Moves values of a channel to the number on their other side until the sum is near zero. */
  private void balance(
      float[] errors, int from, int count, int[] found, byte[] codes, int at, int codeStep) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += errors[i];
    }
    int moves = (int) Math.min(count, Math.abs(Math.rint(sum)));
    if (moves == 0) {
      return;
    }
    int direction = sum > 0 ? 1 : -1;
    Arrays.fill(found, 0);
    for (int i = from; i < from + count; i++) {
      found[bin(errors[i], direction)]++;
    }
    int least = BINS - 1;
    int above = 0;
    while (above + found[least] < moves && least > 1) {
      above += found[least];
      least--;
    }
    // The values that lie nearest to halfway first, and of the last bin as many as are left.
    int left = moves - above;
    for (int i = 0; i < count; i++) {
      int bin = bin(errors[from + i], direction);
      boolean moved = bin > least || (bin == least && left-- > 0);
      int code = codes[at + i * codeStep] + direction;
      if (moved && Math.abs(code) <= rounded.scales().limit()) {
        codes[at + i * codeStep] = (byte) code;
      }
    }
  }

  /** How far a value lies from its number in that direction, from 1; 0 for the other direction. */
  private static int bin(float error, int direction) {
    return (int) Math.max(0, Math.min(BINS - 1, error * direction * 2 * BINS));
  }
}
