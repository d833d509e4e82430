package io.edge4j.model.image;

import io.edge4j.model.ChannelOrder;
import io.edge4j.model.ImageShape;
import io.edge4j.model.PixelValues;
import io.edge4j.model.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The one way from an image to the values that a model takes, for training and for serving. The
 * same file gives the same bits in both. Thread-safe.
 *
 * <ol>
 *   <li>PNG, JPEG, GIF (of an animation the first image) and BMP are read, up to 100 million
 *       pixels. A file that is damaged or cut off is refused, also where the JDK's readers only
 *       warn; so are JPEGs in CMYK or YCCK, arithmetic-coded, lossless, or of more than 8 bits.
 *   <li>The orientation that EXIF gives (JPEG's APP1, PNG's eXIf) is applied; EXIF data that is
 *       damaged is ignored.
 *   <li>Samples are taken as they stand and scaled from their bits to 0 to 255. Colour profiles and
 *       gamma are ignored, as by Pillow, OpenCV and TensorFlow.
 *   <li>Transparency is ignored, as by them: a pixel has the colour that is stored, however
 *       transparent. No background has to be agreed on then, between training and serving.
 *   <li>Colour becomes grey by the luma of ITU-R BT.601 (0.299 red, 0.587 green, 0.114 blue); grey
 *       becomes colour by its value thrice.
 *   <li>The image is resized to the size that the model takes, by the mean of the area that a
 *       target pixel covers: each side for itself ({@link io.edge4j.model.Resize#STRETCH}), or the
 *       largest part of the model's proportions in the middle ({@link
 *       io.edge4j.model.Resize#CROP}).
 *   <li>Values are rounded to whole numbers, so that a dataset can keep bytes; halves up.
 *   <li>{@link Preprocessing} makes floats of them, in the order of channels and the layout that
 *       the model takes.
 * </ol>
 *
 * @since 0.1.0
 */
public final class PixelReader {
  private final ImageShape shape;
  private final Preprocessing preprocessing;
  private final PixelValues values;
  private final int[] colours;

  /**
   * @param shape of the image that the model takes
   * @throws IllegalArgumentException when the preprocessing has numbers for another count of
   *     channels
   */
  public PixelReader(ImageShape shape, Preprocessing preprocessing) {
    this.shape = shape;
    this.preprocessing = preprocessing;
    values = new PixelValues(shape, preprocessing);
    ChannelOrder order = shape.channels() == 1 ? ChannelOrder.RGB : preprocessing.channelOrder();
    colours = new int[shape.channels()];
    for (int channel = 0; channel < colours.length; channel++) {
      colours[channel] = order.colour(channel);
    }
  }

  /** What the image becomes. */
  public ImageShape shape() {
    return shape;
  }

  /** How its pixels become values. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * The values of the image in a file.
   *
   * @throws ImageFormatException when it is damaged, too large, or encoded otherwise; names the
   *     file
   * @throws IOException when the file cannot be read
   */
  public float[] read(Path file) throws IOException {
    return values(pixels(file));
  }

  /**
   * The values of an encoded image.
   *
   * @throws ImageFormatException when it is damaged, too large, or encoded otherwise
   */
  public float[] read(byte[] encoded) throws ImageFormatException {
    return values(pixels(encoded));
  }

  /**
   * The values of an image that is unpacked already, as it stands: EXIF data is not part of it.
   *
   * @throws IllegalArgumentException for a colour model that is neither grey, RGB nor a palette, or
   *     has samples of more than 16 bits
   */
  public float[] read(BufferedImage image) {
    return values(pixels(new PixelRows(image, Orientation.UPRIGHT, shape.channels())));
  }

  /**
   * The image in a file, resized, before preprocessing: unsigned bytes in the layout and order of
   * channels that the model takes, for {@link PixelValues}.
   *
   * @throws ImageFormatException when it is damaged, too large, or encoded otherwise; names the
   *     file
   * @throws IOException when the file cannot be read
   */
  public byte[] pixels(Path file) throws IOException {
    try {
      return pixels(Files.readAllBytes(file));
    } catch (ImageFormatException e) {
      throw e.of(file.toString());
    }
  }

  private byte[] pixels(byte[] encoded) throws ImageFormatException {
    return pixels(ImageDecoder.decode(encoded, shape.channels()));
  }

  private byte[] pixels(PixelRows rows) {
    return AreaMean.resize(rows, shape, preprocessing.resize(), colours);
  }

  private float[] values(byte[] pixels) {
    float[] sample = new float[pixels.length];
    values.copy(pixels, 0, sample, 0);
    return sample;
  }
}
