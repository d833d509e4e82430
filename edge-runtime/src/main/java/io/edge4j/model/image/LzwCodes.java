package io.edge4j.model.image;

import java.util.Arrays;

/** The LZW codes of a GIF, followed without unpacking them (GIF89a, appendix F). */
final class LzwCodes {
  private static final int MOST_BITS = 12;

  private LzwCodes() {}

  /**
   * For how many pixels there are codes, up to the end code, the end of the data, or the first code
   * that cannot be.
   *
   * @param codeBits as the image begins with it: bits of a pixel
   */
  static long pixels(byte[] codes, int codeBits) throws ImageFormatException {
    if (codeBits < 1 || codeBits >= MOST_BITS) {
      throw ImageFormatException.damaged("its LZW codes cannot have %d bits".formatted(codeBits));
    }
    int clear = 1 << codeBits;
    int end = clear + 1;
    int[] lengths = new int[1 << MOST_BITS];
    Arrays.fill(lengths, 0, clear, 1);
    int next = end + 1;
    int bits = codeBits + 1;
    int previous = -1;
    long pixels = 0;
    for (long at = 0; at + bits <= codes.length * 8L; ) {
      int code = code(codes, at, bits);
      at += bits;
      if (code == clear) {
        next = end + 1;
        bits = codeBits + 1;
        previous = -1;
        continue;
      }
      if (previous >= 0 && next < lengths.length) {
        lengths[next++] = lengths[previous] + 1;
        bits = next == 1 << bits && bits < MOST_BITS ? bits + 1 : bits;
      }
      if (code == end || code >= next || (previous < 0 && code > clear)) {
        return pixels;
      }
      pixels += lengths[code];
      previous = code;
    }
    return pixels;
  }

  private static int code(byte[] codes, long at, int bits) {
    int code = 0;
    for (int i = 0; i < bits; i++) {
      long bit = at + i;
      code |= (codes[(int) (bit >> 3)] >> (bit & 7) & 1) << i;
    }
    return code;
  }
}
