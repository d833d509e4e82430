package io.edge4j.model.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The orientation in EXIF data, which is laid out as TIFF 6.0: byte order, the number 42, the
 * position of a directory; there a count, and 12 bytes per entry.
 */
final class Exif {
  private static final int TIFF = 42;
  private static final int ENTRY_BYTES = 12;
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;

  private Exif() {}

  /** Upright when there is none, or when the data is damaged: it is no part of the pixels. */
  static Orientation orientation(ByteBuffer tiff) {
    ByteBuffer data = tiff.slice();
    if (data.limit() < 8) {
      return Orientation.UPRIGHT;
    }
    short order = data.getShort(0);
    if (order != 0x4949 && order != 0x4D4D) {
      return Orientation.UPRIGHT;
    }
    data.order(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = Integer.toUnsignedLong(data.getInt(4));
    if (data.getShort(2) != TIFF || directory > data.limit() - 2) {
      return Orientation.UPRIGHT;
    }
    int entries = Short.toUnsignedInt(data.getShort((int) directory));
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + (long) i * ENTRY_BYTES;
      if (entry + ENTRY_BYTES > data.limit()) {
        return Orientation.UPRIGHT;
      }
      int at = (int) entry;
      if (data.getShort(at) == ORIENTATION
          && data.getShort(at + 2) == SHORT
          && data.getInt(at + 4) == 1) {
        return Orientation.of(Short.toUnsignedInt(data.getShort(at + 8)));
      }
    }
    return Orientation.UPRIGHT;
  }
}
