package io.edge4j.model.image;

/**
 * Windows bitmap. Its reader in the JDK tells damage and truncation by itself; what is looked at
 * here is the header, as in Microsoft's Bitmap Storage.
 */
final class BmpEncoding implements Encoding {
  private static final int INFO_HEADER = 14;
  private static final int CORE_HEADER_BYTES = 12;
  private static final int JPEG = 4;
  private static final int PNG = 5;

  @Override
  public boolean matches(byte[] file) {
    return Encoding.startsWith(file, "BM");
  }

  @Override
  public EncodedImage check(byte[] file) throws ImageFormatException {
    ByteCursor header = new ByteCursor(file, INFO_HEADER);
    boolean core = header.littleEndian32() == CORE_HEADER_BYTES;
    long width = core ? header.littleEndian16() : header.littleEndian32();
    long height = core ? header.littleEndian16() : header.littleEndian32();
    header.skip(4);
    int compression = core ? 0 : header.littleEndian32();
    if (compression == JPEG || compression == PNG) {
      throw ImageFormatException.unsupported(
          "it is a BMP that holds a JPEG or PNG", "take that, or convert it to PNG");
    }
    // Rows of a negative height stand from top to bottom.
    return new EncodedImage("bmp", width, Math.abs(height), Orientation.UPRIGHT, file);
  }
}
