package io.edge4j.model.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JPEG: ITU-T T.81, JFIF 1.02, and Adobe's marker (Supporting the DCT Filters in PostScript Level
 * 2).
 *
 * <p>What is kept for the JDK's reader are the tables and the scans, behind one marker that says
 * whether colours are YCbCr or RGB. Colour profiles, thumbnails and comments cannot disturb it
 * then, and whatever it warns of is about the pixels. Which of the two it is follows the rules of
 * libjpeg, so that images look as they did to Pillow, OpenCV and TensorFlow; the JDK has rules of
 * its own.
 */
final class JpegEncoding implements Encoding {
  private static final int START = 0xD8;
  private static final int END = 0xD9;
  private static final int SCAN = 0xDA;
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final int APP15 = 0xEF;
  private static final int COMMENT = 0xFE;
  private static final int PROGRESSIVE = 0xC2;
  private static final int FIRST_FRAME = 0xC0;
  private static final int LAST_FRAME = 0xCF;

  /** Of the markers from SOF0 to SOF15 these three are tables: DHT, JPG and DAC. */
  private static final List<Integer> NO_FRAMES = List.of(0xC4, 0xC8, 0xCC);

  /** Arithmetic coding has its frames from here on. */
  private static final int FIRST_ARITHMETIC = 0xC9;

  private static final byte[] JFIF = {
    (byte) 0xFF, (byte) 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 0, 0
  };

  /** Transform 0: the colours are RGB. */
  private static final byte[] ADOBE_RGB = {
    (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  private static final String EXIF = "Exif\0\0";

  @Override
  public boolean matches(byte[] file) {
    return Encoding.startsWith(file, "\u00FF\u00D8\u00FF");
  }

  @Override
  public EncodedImage check(byte[] file) throws ImageFormatException {
    return new Walk(file).image();
  }

  /** The frame's header. */
  private record Frame(int width, int height, String components) {
    /** As libjpeg tells it: by the components' names where no marker says it. */
    boolean isNamedRgb() {
      return components.equals("RGB");
    }
  }

  /** One file, marker by marker. */
  private static final class Walk {
    private final byte[] file;
    private final ByteCursor cursor;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private @Nullable Frame frame;
    private boolean jfif;
    private Optional<Integer> adobeTransform = Optional.empty();
    private Orientation orientation = Orientation.UPRIGHT;
    private boolean oriented;

    Walk(byte[] file) {
      this.file = file;
      cursor = new ByteCursor(file, 2);
    }

    EncodedImage image() throws ImageFormatException {
      int scans = 0;
      for (int marker = marker(); marker != END; marker = marker()) {
        int from = cursor.position();
        int length = cursor.bigEndian16();
        if (length < 2) {
          throw ImageFormatException.damaged("the length at byte %d is damaged".formatted(from));
        }
        cursor.skip(length - 2);
        read(marker, from + 2, length - 2);
        if (marker < APP0 || (marker > APP15 && marker != COMMENT)) {
          keep(from - 2, cursor.position());
        }
        if (marker == SCAN) {
          scans++;
          int scan = cursor.position();
          skipScan();
          keep(scan, cursor.position());
        }
      }
      Frame header = frame;
      if (header == null || scans == 0) {
        throw ImageFormatException.damaged("it holds no image data");
      }
      return new EncodedImage("jpeg", header.width, header.height, orientation, reduced(header));
    }

    private byte[] reduced(Frame header) {
      boolean rgb =
          header.components.length() == 3
              && !jfif
              && adobeTransform.map(transform -> transform == 0).orElse(header.isNamedRgb());
      ByteArrayOutputStream reduced = new ByteArrayOutputStream(kept.size() + JFIF.length + 4);
      reduced.write(0xFF);
      reduced.write(START);
      reduced.writeBytes(rgb ? ADOBE_RGB : JFIF);
      reduced.writeBytes(kept.toByteArray());
      reduced.write(0xFF);
      reduced.write(END);
      return reduced.toByteArray();
    }

    private void keep(int from, int to) {
      kept.write(file, from, to - from);
    }

    /** The next marker, which fill bytes may stand before. */
    private int marker() throws ImageFormatException {
      int at = cursor.position();
      if (cursor.unsignedByte() != 0xFF) {
        throw ImageFormatException.damaged("there is no marker at byte " + at);
      }
      int marker = cursor.unsignedByte();
      while (marker == 0xFF) {
        marker = cursor.unsignedByte();
      }
      if (marker < FIRST_FRAME || marker == START || isRestart(marker)) {
        throw ImageFormatException.damaged(
            "the marker at byte %d is 0x%02X, which cannot be there".formatted(at, marker));
      }
      return marker;
    }

    private static boolean isRestart(int marker) {
      return (marker & 0xF8) == 0xD0;
    }

    /** To the marker that ends the scan: one that is neither a stuffed zero nor a restart. */
    private void skipScan() throws ImageFormatException {
      int at = cursor.position();
      while (at + 1 < file.length) {
        int next = Byte.toUnsignedInt(file[at + 1]);
        if (file[at] == (byte) 0xFF && next != 0 && next != 0xFF && !isRestart(next)) {
          cursor.skip(at - cursor.position());
          return;
        }
        at++;
      }
      throw ByteCursor.cutOff(file);
    }

    private void read(int marker, int from, int length) throws ImageFormatException {
      if (marker == APP0 && length >= 14) {
        jfif |= text(from, 5).equals("JFIF\0");
      } else if (marker == APP14 && length >= 12 && text(from, 5).equals("Adobe")) {
        adobeTransform = Optional.of(Byte.toUnsignedInt(file[from + 11]));
      } else if (marker == APP1 && !oriented && length > 6 && text(from, 6).equals(EXIF)) {
        orientation = Exif.orientation(ByteBuffer.wrap(file, from + 6, length - 6));
        oriented = true;
      } else if (marker <= LAST_FRAME && !NO_FRAMES.contains(marker)) {
        frame = frame(marker, from);
      }
    }

    private String text(int from, int length) throws ImageFormatException {
      return new ByteCursor(file, from).text(length);
    }

    private Frame frame(int marker, int from) throws ImageFormatException {
      if (frame != null) {
        throw ImageFormatException.damaged("a second frame begins at byte " + from);
      }
      requireReadable(marker);
      ByteCursor header = new ByteCursor(file, from);
      int precision = header.unsignedByte();
      int height = header.bigEndian16();
      int width = header.bigEndian16();
      int count = header.unsignedByte();
      if (precision != 8) {
        throw ImageFormatException.unsupported(
            "it is a JPEG of %d bits per sample".formatted(precision),
            "convert it to one of 8 bits, or to PNG");
      }
      if (count == 4) {
        throw ImageFormatException.unsupported(
            "it is a JPEG of 4 components, so its colours are CMYK or YCCK",
            "convert it to RGB, with its colour profile");
      }
      if (count != 1 && count != 3) {
        throw ImageFormatException.unsupported(
            "it is a JPEG of %d components".formatted(count), "convert it to grey or RGB");
      }
      StringBuilder components = new StringBuilder();
      for (int i = 0; i < count; i++) {
        components.append((char) header.unsignedByte());
        header.skip(2);
      }
      return new Frame(width, height, components.toString());
    }

    private static void requireReadable(int marker) throws ImageFormatException {
      if (marker <= PROGRESSIVE) {
        return;
      }
      String kind = marker >= FIRST_ARITHMETIC ? "arithmetic-coded" : "lossless or hierarchical";
      throw ImageFormatException.unsupported(
          "it is a JPEG of a rare kind (%s, SOF%d)".formatted(kind, marker - FIRST_FRAME),
          "convert it to a baseline or progressive JPEG, or to PNG");
    }
  }
}
