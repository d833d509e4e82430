package io.edge4j.maven.quantize.weight;

import java.util.List;
import java.util.Optional;

/**
 * How MatMulNBits stores the matrix of a product: transposed, each row cut into blocks of one
 * length, each block with a scale of its own. The last block of a row is filled up.
 *
 * @param inputs length of a row, which is how many values the product takes ({@code K})
 * @param outputs how many rows there are ({@code N})
 * @param size values in a block: a power of two from 16 to 256
 * @param bits of a value: 4 or 8
 */
public record BlockLayout(int inputs, int outputs, int size, int bits) {
  public static final int SMALLEST = 16;
  public static final int LARGEST = 256;

  /** Below this many elements a node, its attributes and its scales weigh what is saved. */
  private static final long SMALLEST_WEIGHT = 1024;

  /**
   * The layout for a matrix; rows that are shorter than a block get a shorter one. Empty for a
   * matrix that would hardly become smaller.
   */
  public static Optional<BlockLayout> of(long inputs, long outputs, int size, int bits) {
    if (inputs > Integer.MAX_VALUE - LARGEST || outputs > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    int block = size;
    while (block > SMALLEST && block / 2 >= inputs) {
      block /= 2;
    }
    BlockLayout layout = new BlockLayout((int) inputs, (int) outputs, block, bits);
    return inputs * outputs >= SMALLEST_WEIGHT && layout.bytes() < inputs * outputs * Float.BYTES
        ? Optional.of(layout)
        : Optional.empty();
  }

  /** Blocks in a row. */
  public int blocks() {
    return (inputs + size - 1) / size;
  }

  /** Bytes of the values of a block. */
  public int bytesPerBlock() {
    return size * bits / Byte.SIZE;
  }

  /** Whether rows lie one behind the other without anything between them. */
  public boolean isDense() {
    return inputs % size == 0;
  }

  /** The code that stands for zero. */
  int zero() {
    return 1 << (bits - 1);
  }

  /** Bytes of all values. */
  long weightBytes() {
    return (long) outputs * blocks() * bytesPerBlock();
  }

  private long bytes() {
    return weightBytes() + (long) outputs * blocks() * Float.BYTES;
  }

  public List<Long> weightDims() {
    return List.of((long) outputs, (long) blocks(), (long) bytesPerBlock());
  }

  /** The same values as a matrix whose rows can be looked up, where it {@link #isDense}. */
  public List<Long> tableDims() {
    return List.of((long) outputs, (long) blocks() * bytesPerBlock());
  }

  public List<Long> scaleDims() {
    return List.of((long) outputs, (long) blocks());
  }
}
