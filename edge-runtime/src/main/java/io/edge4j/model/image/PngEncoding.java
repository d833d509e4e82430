package io.edge4j.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * PNG: ISO/IEC 15948, third edition (with {@code eXIf}). Only the chunks that the pixels are made
 * of are kept for the JDK's reader, each with a checksum that was compared. Other chunks (colour
 * profiles, gamma, transparency, texts) are left out, damaged or not.
 */
final class PngEncoding implements Encoding {
  private static final String SIGNATURE = "\u0089PNG\r\n\u001A\n";
  private static final Set<String> KEPT = Set.of("IHDR", "PLTE", "IDAT", "IEND");

  @Override
  public boolean matches(byte[] file) {
    return Encoding.startsWith(file, SIGNATURE);
  }

  @Override
  public EncodedImage check(byte[] file) throws ImageFormatException {
    ByteCursor cursor = new ByteCursor(file, SIGNATURE.length());
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, SIGNATURE.length());
    Orientation orientation = Orientation.UPRIGHT;
    String type;
    do {
      int start = cursor.position();
      int length = cursor.bigEndian32();
      type = cursor.text(4);
      cursor.skip(length);
      boolean whole = cursor.bigEndian32() == checksum(file, start + 4, length + 4);
      if (isCritical(type)) {
        requireKept(type, start, whole);
        kept.write(file, start, cursor.position() - start);
      } else if (type.equals("eXIf") && whole) {
        orientation = Exif.orientation(ByteBuffer.wrap(file, start + 8, length));
      }
    } while (!type.equals("IEND"));
    ByteCursor header = new ByteCursor(file, SIGNATURE.length() + 4);
    if (!header.text(4).equals("IHDR")) {
      throw ImageFormatException.damaged("its first chunk is not IHDR");
    }
    long width = Integer.toUnsignedLong(header.bigEndian32());
    long height = Integer.toUnsignedLong(header.bigEndian32());
    return new EncodedImage("png", width, height, orientation, kept.toByteArray());
  }

  /** The first letter's case says whether a reader has to know the chunk. */
  private static boolean isCritical(String type) {
    return (type.charAt(0) & 0x20) == 0;
  }

  private static void requireKept(String type, int start, boolean whole)
      throws ImageFormatException {
    if (type.equals("CgBI")) {
      throw ImageFormatException.unsupported(
          "it is a PNG in the form that Xcode packs into apps (CgBI)", "take the original PNG");
    }
    if (!whole || !KEPT.contains(type)) {
      throw ImageFormatException.damaged(
          "the chunk at byte %d (%s) is damaged".formatted(start, printable(type)));
    }
  }

  private static String printable(String type) {
    return type.chars().allMatch(c -> c >= 'A' && c <= 'z') ? type : "without a name";
  }

  private static int checksum(byte[] file, int from, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(file, from, length);
    return (int) checksum.getValue();
  }
}
