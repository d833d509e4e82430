package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Initializer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The blocks of a float matrix, in one pass over its elements.
 *
 * @param weight the matrix
 * @param transposed whether the stored axes are swapped: the matrix then lies as the product reads
 *     it, a column per output, and else row by row as its blocks do
 */
record BlockStream(Initializer weight, BlockLayout layout, boolean transposed) {
  /** Columns that are gathered together: as many floats as a line of the processor's cache has. */
  private static final int TILE = 16;

  /** Receives blocks; an I/O failure ends the stream. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes a block.
     *
     * @param output its row
     * @param block its place in the row
     * @param values the elements from {@code from} on, reused for the next block
     * @param count how many there are: fewer than a block's size at the end of a row
     */
    void accept(int output, int block, float[] values, int from, int count) throws IOException;
  }

  /** All blocks: row by row as they are stored, or the first of all rows before the second. */
  void forEach(Sink sink) throws IOException {
    try (InputStream in = weight.data().open()) {
      if (transposed) {
        overColumns(in, sink);
      } else {
        overRows(in, sink);
      }
    }
  }

  private void overRows(InputStream in, Sink sink) throws IOException {
    FloatReader rows = new FloatReader(in, layout.inputs());
    for (int output = 0; output < layout.outputs(); output++) {
      float[] row = rows.next(layout.inputs());
      for (int block = 0; block < layout.blocks(); block++) {
        int from = block * layout.size();
        sink.accept(output, block, row, from, Math.min(layout.size(), layout.inputs() - from));
      }
    }
  }

  /** A block's elements are spread over as many stored rows, so those are held together. */
  private void overColumns(InputStream in, Sink sink) throws IOException {
    int columns = layout.outputs();
    FloatReader slabs = new FloatReader(in, Math.multiplyExact(columns, layout.size()));
    float[] tile = new float[TILE * layout.size()];
    for (int block = 0; block < layout.blocks(); block++) {
      int count = Math.min(layout.size(), layout.inputs() - block * layout.size());
      float[] slab = slabs.next(count * columns);
      for (int first = 0; first < columns; first += TILE) {
        int wide = Math.min(TILE, columns - first);
        for (int row = 0; row < count; row++) {
          for (int c = 0, from = row * columns + first; c < wide; c++) {
            tile[c * layout.size() + row] = slab[from + c];
          }
        }
        for (int c = 0; c < wide; c++) {
          sink.accept(first + c, block, tile, c * layout.size(), count);
        }
      }
    }
  }

  private static final class FloatReader {
    private final InputStream in;
    private final byte[] bytes;
    private final float[] values;

    FloatReader(InputStream in, int most) {
      this.in = in;
      this.bytes = new byte[Math.multiplyExact(most, Float.BYTES)];
      this.values = new float[most];
    }

    float[] next(int count) throws IOException {
      if (in.readNBytes(bytes, 0, count * Float.BYTES) < count * Float.BYTES) {
        throw new IOException("the data of a weight ends early");
      }
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values, 0, count);
      return values;
    }
  }
}
