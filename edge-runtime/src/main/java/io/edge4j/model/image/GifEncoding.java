package io.edge4j.model.image;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * GIF89a (CompuServe, 1990): the first image of the file. Whether all of its pixels are there is
 * told by following the LZW codes: the JDK's reader leaves missing ones black, in silence.
 */
final class GifEncoding implements Encoding {
  private static final int SCREEN_BYTES = 4;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2C;
  private static final int TRAILER = 0x3B;
  private static final int HAS_TABLE = 0x80;

  private record Size(int width, int height) {}

  @Override
  public boolean matches(byte[] file) {
    return Encoding.startsWith(file, "GIF8?a");
  }

  @Override
  public EncodedImage check(byte[] file) throws ImageFormatException {
    ByteCursor cursor = new ByteCursor(file, 6);
    cursor.skip(SCREEN_BYTES);
    int flags = cursor.unsignedByte();
    cursor.skip(2);
    skipTable(cursor, flags);
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, cursor.position());
    @Nullable Size first = null;
    while (true) {
      int start = cursor.position();
      switch (cursor.unsignedByte()) {
        case EXTENSION -> {
          cursor.skip(1);
          blocks(cursor, file);
        }
        case IMAGE -> {
          Size image = image(cursor, file, first == null);
          if (first == null) {
            first = image;
            kept.write(file, start, cursor.position() - start);
            kept.write(TRAILER);
          }
        }
        case TRAILER -> {
          if (first == null) {
            throw ImageFormatException.damaged("it holds no image data");
          }
          return new EncodedImage(
              "gif", first.width(), first.height(), Orientation.UPRIGHT, kept.toByteArray());
        }
        default ->
            throw ImageFormatException.damaged("there is no block of a GIF at byte " + start);
      }
    }
  }

  private static Size image(ByteCursor cursor, byte[] file, boolean counted)
      throws ImageFormatException {
    cursor.skip(4);
    int width = cursor.littleEndian16();
    int height = cursor.littleEndian16();
    skipTable(cursor, cursor.unsignedByte());
    int start = cursor.position();
    int codeBits = cursor.unsignedByte();
    byte[] codes = blocks(cursor, file);
    if (counted && LzwCodes.pixels(codes, codeBits) < (long) width * height) {
      throw ImageFormatException.damaged(
          "the image data from byte %d on is damaged: it ends before the last pixel"
              .formatted(start));
    }
    return new Size(width, height);
  }

  private static void skipTable(ByteCursor cursor, int flags) throws ImageFormatException {
    if ((flags & HAS_TABLE) != 0) {
      cursor.skip(3 << ((flags & 7) + 1));
    }
  }

  /** The contents of blocks of up to 255 bytes, to the empty one that ends them. */
  private static byte[] blocks(ByteCursor cursor, byte[] file) throws ImageFormatException {
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    int length = cursor.unsignedByte();
    while (length > 0) {
      int from = cursor.position();
      cursor.skip(length);
      contents.write(file, from, length);
      length = cursor.unsignedByte();
    }
    return contents.toByteArray();
  }
}
