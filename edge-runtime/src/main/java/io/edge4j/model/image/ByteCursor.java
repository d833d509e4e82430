package io.edge4j.model.image;

import java.nio.charset.StandardCharsets;

/** Reads an encoded image from front to back; where it ends too early it says so. */
final class ByteCursor {
  private final byte[] bytes;
  private int position;

  ByteCursor(byte[] bytes, int position) {
    this.bytes = bytes;
    this.position = position;
  }

  int position() {
    return position;
  }

  boolean isAtEnd() {
    return position == bytes.length;
  }

  int unsignedByte() throws ImageFormatException {
    require(1);
    return Byte.toUnsignedInt(bytes[position++]);
  }

  /** Most significant byte first. */
  int bigEndian16() throws ImageFormatException {
    return unsignedByte() << 8 | unsignedByte();
  }

  /** Most significant byte first. */
  int bigEndian32() throws ImageFormatException {
    return bigEndian16() << 16 | bigEndian16();
  }

  /** Least significant byte first. */
  int littleEndian16() throws ImageFormatException {
    return unsignedByte() | unsignedByte() << 8;
  }

  /** Least significant byte first. */
  int littleEndian32() throws ImageFormatException {
    return littleEndian16() | littleEndian16() << 16;
  }

  String text(int length) throws ImageFormatException {
    int from = position;
    skip(length);
    return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
  }

  void skip(int count) throws ImageFormatException {
    require(count);
    position += count;
  }

  private void require(int count) throws ImageFormatException {
    if (count < 0 || count > bytes.length - position) {
      throw cutOff(bytes);
    }
  }

  static ImageFormatException cutOff(byte[] bytes) {
    return ImageFormatException.damaged(
        "it is cut off: it ends at byte %d, in the middle of the image".formatted(bytes.length));
  }
}
