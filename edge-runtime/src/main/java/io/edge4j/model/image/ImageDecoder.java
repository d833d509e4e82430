package io.edge4j.model.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Unpacks encoded images with the JDK's own readers, whatever others are on the class path: the
 * same file gives the same pixels in a build and in an application. What these readers only warn of
 * is an error here.
 */
final class ImageDecoder {
  /** An image that says to be larger is not unpacked: as 8-bit colour it would take 300 MB. */
  static final long MOST_PIXELS = 100_000_000;

  private static final List<Encoding> ENCODINGS =
      List.of(new PngEncoding(), new JpegEncoding(), new GifEncoding(), new BmpEncoding());

  /**
   * Said of a JPEG whose scan's header has other numbers than a baseline one should; decoders
   * ignore them, and all pixels are there.
   */
  private static final String HARMLESS = "Invalid SOS parameters for sequential JPEG";

  private ImageDecoder() {}

  /**
   * The rows of an image as they are meant to be seen.
   *
   * @throws ImageFormatException when it is damaged, too large, or encoded otherwise
   */
  static PixelRows decode(byte[] file, int channels) throws ImageFormatException {
    EncodedImage encoded = encoding(file).check(file);
    if (encoded.width < 1 || encoded.height < 1) {
      throw ImageFormatException.damaged(
          "it says to be %d by %d pixels large".formatted(encoded.width, encoded.height));
    }
    if (encoded.width > MOST_PIXELS / encoded.height) {
      throw ImageFormatException.unsupported(
          "it has %d by %d pixels, and at most %,d are read"
              .formatted(encoded.width, encoded.height, MOST_PIXELS),
          "make it smaller");
    }
    return new PixelRows(unpacked(encoded), encoded.orientation, channels);
  }

  private static Encoding encoding(byte[] file) throws ImageFormatException {
    for (Encoding encoding : ENCODINGS) {
      if (encoding.matches(file)) {
        return encoding;
      }
    }
    throw ImageFormatException.unsupported(
        file.length == 0 ? "it is empty" : "it does not start like a PNG, JPEG, GIF or BMP",
        "give an image of one of these formats");
  }

  private static BufferedImage unpacked(EncodedImage encoded) throws ImageFormatException {
    List<String> warnings = new ArrayList<>();
    ImageReader reader = reader(encoded.reader);
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded.bytes))) {
      reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
      reader.setInput(in, true, true);
      BufferedImage image = reader.read(0);
      warnings.removeIf(HARMLESS::equals);
      if (!warnings.isEmpty()) {
        throw ImageFormatException.damaged(
            "its image data is damaged (%s)".formatted(String.join("; ", warnings)));
      }
      return image;
    } catch (ImageFormatException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The readers answer damage with whatever their arithmetic runs into.
      throw ImageFormatException.damaged("its image data is damaged (%s)".formatted(message(e)), e);
    } finally {
      reader.dispose();
    }
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static ImageReader reader(String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getModule() == ImageIO.class.getModule()) {
        return reader;
      }
    }
    throw new IllegalStateException("the JDK's own reader of " + format + " was removed");
  }
}
