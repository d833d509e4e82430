package io.edge4j.model.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/** Encoded images, some by hand: what the JDK writes has neither all depths nor EXIF. */
final class TestImages {
  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGBA = 6;

  private static final int HEADER_END = 33;

  private TestImages() {}

  static byte[] resource(String name) throws IOException {
    try (InputStream in = TestImages.class.getResourceAsStream("/images/" + name)) {
      return in.readAllBytes();
    }
  }

  static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, out)) {
      throw new IOException("the JDK does not write this as " + format);
    }
    return out.toByteArray();
  }

  /** Random colours: nothing in it is symmetric. */
  static BufferedImage noise(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(7);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt());
    }
    return image;
  }

  /**
   * A PNG of 4 by 3 pixels that are all the same.
   *
   * @param type colour type
   * @param samples of one pixel
   */
  static byte[] flatPng(int depth, int type, int... samples) throws IOException {
    int width = 4;
    int rowBits = width * samples.length * depth;
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    for (int y = 0; y < 3; y++) {
      byte[] row = new byte[1 + (rowBits + 7) / 8];
      for (int bit = 0; bit < rowBits; bit++) {
        int sample = samples[bit / depth % samples.length];
        int value = sample >> (depth - 1 - bit % depth) & 1;
        row[1 + bit / 8] |= (byte) (value << (7 - bit % 8));
      }
      rows.writeBytes(row);
    }
    byte[] header =
        ByteBuffer.allocate(13).putInt(width).putInt(3).put((byte) depth).put((byte) type).array();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
      rows.writeTo(deflater);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    png.writeBytes(chunk("IHDR", header));
    if (type == PALETTE) {
      png.writeBytes(
          chunk("PLTE", new byte[] {0, 0, 0, 9, 9, 9, (byte) 128, (byte) 128, (byte) 128}));
    }
    png.writeBytes(chunk("IDAT", packed.toByteArray()));
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  /** The same PNG with one more chunk after its header. */
  static byte[] withChunk(byte[] png, byte[] chunk) {
    return inserted(png, HEADER_END, chunk);
  }

  static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(data.length + 12).putInt(data.length);
    chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 checksum = new CRC32();
    checksum.update(chunk.array(), 4, data.length + 4);
    return chunk.putInt((int) checksum.getValue()).array();
  }

  /** The same JPEG with one more segment after its start. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[] data) {
    ByteBuffer segment = ByteBuffer.allocate(data.length + 4);
    segment.put((byte) 0xFF).put((byte) marker).putShort((short) (data.length + 2)).put(data);
    return inserted(jpeg, 2, segment.array());
  }

  /** The same JPEG without the JFIF marker that the JDK writes first. */
  static byte[] withoutJfif(byte[] jpeg) {
    int end = 4 + (Byte.toUnsignedInt(jpeg[4]) << 8 | Byte.toUnsignedInt(jpeg[5]));
    ByteBuffer rest = ByteBuffer.allocate(jpeg.length - end + 2).put(jpeg, 0, 2);
    return rest.put(jpeg, end, jpeg.length - end).array();
  }

  /** TIFF with one directory of one entry, the orientation. */
  static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer exif = ByteBuffer.allocate(26).order(order);
    exif.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    exif.putShort((short) 42).putInt(8).putShort((short) 1);
    exif.putShort((short) 0x112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return exif.array();
  }

  /** An EXIF segment's data. */
  static byte[] app1(byte[] exif) {
    return inserted(exif, 0, "Exif\0\0".getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] inserted(byte[] file, int at, byte[] more) {
    ByteBuffer longer = ByteBuffer.allocate(file.length + more.length);
    return longer.put(file, 0, at).put(more).put(file, at, file.length - at).array();
  }
}
