package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.TensorData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The codes of a float matrix in blocks, computed from it each time they are written. Of 4 bits,
 * the first of two codes is the lower half of a byte. What fills up the last block is never read.
 *
 * @param weight the float weight, which stays where it is
 * @param transposed whether the codes swap the two axes of the weight
 */
public record BlockWeight(Initializer weight, BlockScales scales, boolean transposed)
    implements TensorData {

  @Override
  public long length() {
    return scales.layout().weightBytes();
  }

  @Override
  public InputStream open() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeTo(out);
    return new ByteArrayInputStream(out.toByteArray());
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    BlockLayout layout = scales.layout();
    int blockBytes = layout.bytesPerBlock();
    BlockStream blocks = new BlockStream(weight, layout, transposed);
    if (!transposed) {
      byte[] row = new byte[layout.blocks() * blockBytes];
      blocks.forEach(
          (output, block, values, from, count) -> {
            encode(output, block, values, from, count, row, block * blockBytes);
            if (block == layout.blocks() - 1) {
              out.write(row);
            }
          });
      return;
    }
    // Holds all of this one weight: a column of it is spread over the whole file.
    byte[] all = new byte[Math.toIntExact(layout.weightBytes())];
    blocks.forEach(
        (output, block, values, from, count) ->
            encode(
                output,
                block,
                values,
                from,
                count,
                all,
                (output * layout.blocks() + block) * blockBytes));
    out.write(all);
  }

  private void encode(
      int output, int block, float[] values, int from, int count, byte[] target, int at) {
    int zero = scales.layout().zero();
    float scale = scales.of(output, block);
    if (scales.layout().bits() == Byte.SIZE) {
      for (int i = 0; i < count; i++) {
        target[at + i] = (byte) BlockScales.code(values[from + i], scale, zero);
      }
      return;
    }
    for (int i = 0; i < count; i += 2) {
      int low = BlockScales.code(values[from + i], scale, zero);
      int high = i + 1 < count ? BlockScales.code(values[from + i + 1], scale, zero) : 0;
      target[at + i / 2] = (byte) (high << 4 | low);
    }
  }
}
