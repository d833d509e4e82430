package io.edge4j.maven.benchmark;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Files of all kinds of images, of noise from a seed, so that no two readers agree by chance. */
final class OddImages {
  private static final int SIGNATURE_AND_HEADER = 33;

  private final Path folder;
  private final Random random = new Random(3);
  private int count;

  OddImages(Path folder) {
    this.folder = folder;
  }

  /** Writes one file of each kind; says how many. */
  int write() throws IOException {
    depths();
    alpha();
    palettes();
    sizes();
    orientations();
    otherFormats();
    return count;
  }

  private void depths() throws IOException {
    for (int bits : new int[] {1, 2, 4}) {
      png("grey" + bits, indexed(bits, true), false);
    }
    png("grey8", noise(45, 31, BufferedImage.TYPE_BYTE_GRAY), false);
    png("grey16", noise(45, 31, BufferedImage.TYPE_USHORT_GRAY), false);
    png("rgb8", noise(45, 31, BufferedImage.TYPE_3BYTE_BGR), false);
    png("rgb16", component(ColorSpace.CS_sRGB, false, DataBuffer.TYPE_USHORT), false);
    png("rgb565", noise(45, 31, BufferedImage.TYPE_USHORT_565_RGB), false);
    png("grey8-interlaced", noise(45, 31, BufferedImage.TYPE_BYTE_GRAY), true);
    png("grey16-interlaced", noise(45, 31, BufferedImage.TYPE_USHORT_GRAY), true);
    png("rgb8-interlaced", noise(45, 31, BufferedImage.TYPE_3BYTE_BGR), true);
  }

  private void alpha() throws IOException {
    png("grey8-alpha", component(ColorSpace.CS_GRAY, true, DataBuffer.TYPE_BYTE), false);
    png("grey16-alpha", component(ColorSpace.CS_GRAY, true, DataBuffer.TYPE_USHORT), false);
    png("rgba8", component(ColorSpace.CS_sRGB, true, DataBuffer.TYPE_BYTE), false);
    png("rgba16", component(ColorSpace.CS_sRGB, true, DataBuffer.TYPE_USHORT), false);
    png("rgba8-interlaced", component(ColorSpace.CS_sRGB, true, DataBuffer.TYPE_BYTE), true);
  }

  private void palettes() throws IOException {
    for (int bits : new int[] {1, 2, 4, 8}) {
      png("palette" + bits, indexed(bits, false), false);
    }
    png("palette4-interlaced", indexed(4, false), true);
    png("palette-alpha", noise(45, 31, BufferedImage.TYPE_BYTE_INDEXED), false);
  }

  private void sizes() throws IOException {
    png("one-pixel", noise(1, 1, BufferedImage.TYPE_3BYTE_BGR), false);
    png("exact", noise(37, 23, BufferedImage.TYPE_3BYTE_BGR), false);
    png("wide", noise(4000, 1, BufferedImage.TYPE_3BYTE_BGR), false);
    png("high", noise(1, 4000, BufferedImage.TYPE_BYTE_GRAY), false);
    png("large", noise(4000, 1200, BufferedImage.TYPE_BYTE_GRAY), false);
    png("small", noise(3, 5, BufferedImage.TYPE_BYTE_GRAY), false);
  }

  private void orientations() throws IOException {
    for (int orientation = 1; orientation <= 8; orientation++) {
      byte[] png = encoded("png", noise(45, 31, BufferedImage.TYPE_3BYTE_BGR), false);
      file("turned" + orientation + ".png", inserted(png, SIGNATURE_AND_HEADER, exif(orientation)));
      byte[] jpeg = encoded("jpeg", noise(45, 31, BufferedImage.TYPE_3BYTE_BGR), false);
      file("turned" + orientation + ".jpg", inserted(jpeg, 2, app1(orientation)));
    }
  }

  private void otherFormats() throws IOException {
    file("grey.jpg", encoded("jpeg", noise(45, 31, BufferedImage.TYPE_BYTE_GRAY), false));
    file("colour.jpeg", encoded("jpeg", noise(45, 31, BufferedImage.TYPE_3BYTE_BGR), false));
    file("progressive.jpg", encoded("jpeg", noise(45, 31, BufferedImage.TYPE_3BYTE_BGR), true));
    file("colour.gif", encoded("gif", noise(45, 31, BufferedImage.TYPE_3BYTE_BGR), false));
    file("interlaced.gif", encoded("gif", indexed(4, false), true));
    file("colour.bmp", encoded("bmp", noise(45, 31, BufferedImage.TYPE_3BYTE_BGR), false));
    file("palette.bmp", encoded("bmp", indexed(4, false), false));
  }

  private BufferedImage noise(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    return filled(image, 1 << image.getColorModel().getComponentSize(0));
  }

  private BufferedImage indexed(int bits, boolean grey) {
    byte[][] palette = new byte[3][1 << bits];
    for (int i = 0; i < 1 << bits; i++) {
      for (byte[] colour : palette) {
        colour[i] = (byte) (grey ? i * 255 / ((1 << bits) - 1) : random.nextInt());
      }
    }
    IndexColorModel model =
        new IndexColorModel(bits, 1 << bits, palette[0], palette[1], palette[2]);
    int type = bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY;
    return filled(new BufferedImage(45, 31, type, model), 1 << bits);
  }

  private BufferedImage component(int space, boolean alpha, int dataType) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(space),
            alpha,
            false,
            alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
            dataType);
    WritableRaster raster = model.createCompatibleWritableRaster(45, 31);
    return filled(new BufferedImage(model, raster, false, null), 1 << model.getComponentSize(0));
  }

  private BufferedImage filled(BufferedImage image, int levels) {
    WritableRaster raster = image.getRaster();
    int[] row = new int[raster.getWidth() * raster.getNumBands()];
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(levels);
      }
      raster.setPixels(0, y, raster.getWidth(), 1, row);
    }
    return image;
  }

  private void png(String name, BufferedImage image, boolean interlaced) throws IOException {
    file(name + ".png", encoded("png", image, interlaced));
  }

  private void file(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
    count++;
  }

  private static byte[] encoded(String format, BufferedImage image, boolean progressive)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (parameters.canWriteProgressive()) {
        parameters.setProgressiveMode(
            progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      }
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static byte[] inserted(byte[] file, int at, byte[] more) {
    ByteBuffer longer = ByteBuffer.allocate(file.length + more.length);
    return longer.put(file, 0, at).put(more).put(file, at, file.length - at).array();
  }

  /** A PNG's chunk. */
  private static byte[] exif(int orientation) {
    byte[] tiff = tiff(orientation);
    ByteBuffer chunk = ByteBuffer.allocate(tiff.length + 12).putInt(tiff.length);
    chunk.put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(tiff);
    CRC32 checksum = new CRC32();
    checksum.update(chunk.array(), 4, tiff.length + 4);
    return chunk.putInt((int) checksum.getValue()).array();
  }

  /** A JPEG's segment. */
  private static byte[] app1(int orientation) {
    byte[] tiff = tiff(orientation);
    ByteBuffer segment = ByteBuffer.allocate(tiff.length + 10);
    segment.putShort((short) 0xFFE1).putShort((short) (tiff.length + 8));
    return segment.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(tiff).array();
  }

  private static byte[] tiff(int orientation) {
    ByteBuffer tiff = ByteBuffer.allocate(26).putShort((short) 0x4D4D).putShort((short) 42);
    tiff.putInt(8).putShort((short) 1).putShort((short) 0x112).putShort((short) 3).putInt(1);
    return tiff.putShort((short) orientation).array();
  }
}
