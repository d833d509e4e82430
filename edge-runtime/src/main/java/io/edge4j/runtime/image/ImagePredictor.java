package io.edge4j.runtime.image;

import io.edge4j.model.ImageShape;
import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.image.ImageFormatException;
import io.edge4j.model.image.PixelReader;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.Prediction;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Predicts images with a model whose sample shape is {@code [height, width]}, {@code [1, height,
 * width]} or {@code [height, width, 1]} (grey), {@code [3, height, width]} or {@code [height,
 * width, 3]} (colour). Images are read as {@link PixelReader} reads them, bit for bit as the
 * dataset {@code images} that a model was trained on; the model's metadata says how pixels become
 * values. Thread-safe.
 *
 * <pre>{@code
 * ImagePredictor predictor = new ImagePredictor(model);
 * Prediction prediction = predictor.predict(Files.readAllBytes(Path.of("shirt.png")));
 * }</pre>
 *
 * @since 0.1.0
 */
public final class ImagePredictor {
  private final EdgeModel model;
  private final PixelReader reader;

  /**
   * With the layout and preprocessing that the model states in its metadata. Without metadata the
   * layout is told by the shape, and pixels are taken as they are, from 0 to 255.
   *
   * @throws UnsupportedOperationException when the model's sample shape is no image, or does not
   *     say which of its axes are the channels
   */
  public ImagePredictor(EdgeModel model) {
    this(model, shape(model), model.info().preprocessing());
  }

  /**
   * For a model that says nothing of images in its metadata.
   *
   * @param layout {@link Layout#CHW} or {@link Layout#HWC}
   * @throws UnsupportedOperationException when the model's sample shape is no image of that layout
   * @throws IllegalArgumentException when the preprocessing is for another number of channels
   */
  public ImagePredictor(EdgeModel model, Layout layout, Preprocessing preprocessing) {
    this(model, shape(model, layout), preprocessing);
  }

  private ImagePredictor(EdgeModel model, ImageShape shape, Preprocessing preprocessing) {
    this.model = model;
    this.reader = new PixelReader(shape, preprocessing);
  }

  private static ImageShape shape(EdgeModel model) {
    try {
      return ImageShape.of(model.info().contract());
    } catch (IllegalArgumentException e) {
      throw unsupported(
          model,
          e,
          "; give the layout to new ImagePredictor(model, layout, preprocessing), or state it as"
              + " <layout> of <inputs> in the build that makes the model");
    }
  }

  private static ImageShape shape(EdgeModel model, Layout layout) {
    try {
      return ImageShape.of(model.info().sampleShape(), layout);
    } catch (IllegalArgumentException e) {
      throw unsupported(model, e, "");
    }
  }

  private static UnsupportedOperationException unsupported(
      EdgeModel model, IllegalArgumentException reason, String wayOut) {
    return new UnsupportedOperationException(
        "Model " + model.info().name() + " takes no images: " + reason.getMessage() + wayOut + ".",
        reason);
  }

  /**
   * Predicts an image that is unpacked already, of any size.
   *
   * @throws IllegalArgumentException as {@link PixelReader#read(BufferedImage)} does
   */
  public Prediction predict(BufferedImage image) {
    return model.predictor().predict(sample(image));
  }

  /**
   * Predicts an encoded image: PNG, JPEG, GIF or BMP, of any size up to 100 million pixels.
   *
   * @throws ImageFormatException when it is damaged, too large, or encoded otherwise
   */
  public Prediction predict(byte[] encoded) throws ImageFormatException {
    return model.predictor().predict(sample(encoded));
  }

  /**
   * Predicts the image in a file.
   *
   * @throws ImageFormatException when it is damaged, too large, or encoded otherwise; names the
   *     file
   * @throws IOException when the file cannot be read
   */
  public Prediction predict(Path file) throws IOException {
    return model.predictor().predict(sample(file));
  }

  /** The sample that an image becomes, in the model's layout. */
  public float[] sample(BufferedImage image) {
    return reader.read(image);
  }

  /** The sample that an encoded image becomes, in the model's layout. */
  public float[] sample(byte[] encoded) throws ImageFormatException {
    return reader.read(encoded);
  }

  /** The sample that the image in a file becomes, in the model's layout. */
  public float[] sample(Path file) throws IOException {
    return reader.read(file);
  }
}
