package io.edge4j.maven.quantize;

import io.edge4j.maven.quantize.weight.BlockLayout;
import io.edge4j.maven.stage.StageException;

/**
 * How recipe {@code blockwise} stores weights.
 *
 * @param size values that share a scale: a power of two from 16 to 256
 * @param bits of a value: 8, or 4 for a file of half the size and an error ten times as large
 */
public record BlockwiseOptions(int size, int bits) {
  public static final BlockwiseOptions DEFAULT = new BlockwiseOptions(128, 8);

  private static final int FEW_BITS = 4;

  /**
   * Checks what can be checked without a model.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  void validate() throws StageException {
    if (Integer.bitCount(size) != 1 || size < BlockLayout.SMALLEST || size > BlockLayout.LARGEST) {
      throw new StageException(
          "<blockSize> (edge.blockSize) is "
              + size
              + "; it must be 16, 32, 64, 128 or 256 (128 is recommended, with 4 bits 32)");
    }
    if (bits != Byte.SIZE && bits != FEW_BITS) {
      throw new StageException(
          "<bits> (edge.bits) is " + bits + "; it must be 8 (recommended) or 4");
    }
  }
}
