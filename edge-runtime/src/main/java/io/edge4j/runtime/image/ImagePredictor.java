package io.edge4j.runtime.image;

import io.edge4j.model.Preprocessing;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.Prediction;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Predicts images with a model whose sample shape is {@code [height, width]}, {@code [1, height,
 * width]} (grey) or {@code [3, height, width]} (red, green, blue). An image of another size is
 * resized, bilinearly; pixels from 0 to 255 are scaled as the model's metadata says. Thread-safe.
 *
 * <pre>{@code
 * ImagePredictor predictor = new ImagePredictor(model);
 * Prediction prediction = predictor.predict(Files.readAllBytes(Path.of("shirt.png")));
 * }</pre>
 */
public final class ImagePredictor {
  /** Beyond this an encoded image is refused before it is unpacked: 40 million pixels. */
  private static final long MOST_PIXELS = 40_000_000;

  private final EdgeModel model;
  private final int channels;
  private final int height;
  private final int width;

  /**
   * @throws UnsupportedOperationException when the model's sample shape is no image
   */
  public ImagePredictor(EdgeModel model) {
    List<Long> shape = model.info().sampleShape();
    int rank = shape.size();
    boolean image = rank == 2 || (rank == 3 && (shape.get(0) == 1 || shape.get(0) == 3));
    if (!image || shape.stream().anyMatch(axis -> axis < 1)) {
      throw new UnsupportedOperationException(
          "Model "
              + model.info().name()
              + " takes samples of shape "
              + shape
              + "; images need [height, width], [1, height, width] or [3, height, width].");
    }
    this.model = model;
    this.channels = rank == 2 ? 1 : Math.toIntExact(shape.get(0));
    this.height = Math.toIntExact(shape.get(rank - 2));
    this.width = Math.toIntExact(shape.get(rank - 1));
  }

  /** Predicts an image of any size and colour model. */
  public Prediction predict(BufferedImage image) {
    return model.predictor().predict(sample(image));
  }

  /**
   * Predicts an encoded image: PNG, JPEG, GIF, BMP or what else the JDK reads.
   *
   * @throws IOException when it cannot be read, or has more than 40 million pixels
   */
  public Prediction predict(byte[] encoded) throws IOException {
    return predict(decode(encoded));
  }

  /** The sample that an image becomes: channel after channel, row after row. */
  public float[] sample(BufferedImage image) {
    BufferedImage sized = resized(image);
    Preprocessing scaling = model.info().preprocessing();
    float[] values = new float[channels * height * width];
    int plane = height * width;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        if (channels == 1) {
          values[at] = scaling.apply(0, grey(sized, x, y));
        } else {
          int rgb = sized.getRGB(x, y);
          values[at] = scaling.apply(0, (rgb >> 16) & 0xff);
          values[plane + at] = scaling.apply(1, (rgb >> 8) & 0xff);
          values[2 * plane + at] = scaling.apply(2, rgb & 0xff);
        }
      }
    }
    return values;
  }

  /** The sample itself of a grey image; luma after ITU-R BT.601 of a coloured one. */
  private static double grey(BufferedImage image, int x, int y) {
    if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      // getRGB would convert from linear grey and change the value.
      return image.getRaster().getSample(x, y, 0);
    }
    int rgb = image.getRGB(x, y);
    return 0.299 * ((rgb >> 16) & 0xff) + 0.587 * ((rgb >> 8) & 0xff) + 0.114 * (rgb & 0xff);
  }

  private BufferedImage resized(BufferedImage image) {
    if (image.getWidth() == width && image.getHeight() == height) {
      return image;
    }
    int type =
        image.getType() == BufferedImage.TYPE_BYTE_GRAY
            ? BufferedImage.TYPE_BYTE_GRAY
            : BufferedImage.TYPE_INT_RGB;
    BufferedImage target = new BufferedImage(width, height, type);
    Graphics2D graphics = target.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return target;
  }

  private static BufferedImage decode(byte[] encoded) throws IOException {
    try (ImageInputStream stream =
        ImageIO.createImageInputStream(new ByteArrayInputStream(encoded))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new IOException("The bytes are no image that can be read; PNG and JPEG can.");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
          throw new IOException(
              "The image has " + pixels + " pixels; at most " + MOST_PIXELS + " are read.");
        }
        return reader.read(0);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IOException("The image is damaged: " + e.getMessage(), e);
      } finally {
        reader.dispose();
      }
    }
  }
}
