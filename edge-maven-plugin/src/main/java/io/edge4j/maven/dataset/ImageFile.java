package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** A PNG or JPEG file as the pixels that a model takes: so many channels, so high, so wide. */
final class ImageFile {
  private static final long MOST_PIXELS = 100_000_000;

  private ImageFile() {}

  /**
   * Reads and resizes one image.
   *
   * @param channels 1 for grey (luma of ITU-R BT.601), 3 for red, green, blue; transparency is
   *     ignored
   * @param pixels gets {@code channels * height * width} bytes from {@code offset} on
   * @throws StageException when the file is damaged
   */
  static void read(Path file, int channels, int height, int width, byte[] pixels, int offset)
      throws StageException, IOException {
    BufferedImage image = decode(file);
    int sourceWidth = image.getWidth();
    int sourceHeight = image.getHeight();
    float[][] planes = planes(image, channels);
    for (int c = 0; c < channels; c++) {
      float[] rows = Resampling.shrinkRows(planes[c], sourceHeight, sourceWidth, width);
      float[] plane = Resampling.shrinkColumns(rows, sourceHeight, width, height);
      for (int i = 0; i < plane.length; i++) {
        pixels[offset + c * plane.length + i] = (byte) Math.min(255, (int) (plane[i] + 0.5f));
      }
    }
  }

  private static BufferedImage decode(Path file) throws StageException, IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      if (in == null) {
        throw DatasetDamage.of(file, "it cannot be read", null);
      }
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw DatasetDamage.of(file, "it does not start like a PNG or JPEG at byte 0", null);
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return decode(reader, in, file);
      } finally {
        reader.dispose();
      }
    }
  }

  private static BufferedImage decode(ImageReader reader, ImageInputStream in, Path file)
      throws StageException, IOException {
    try {
      long size = (long) reader.getWidth(0) * reader.getHeight(0);
      if (size > MOST_PIXELS) {
        throw DatasetDamage.of(
            file,
            "it says that it has %,d pixels; more than %,d are not read"
                .formatted(size, MOST_PIXELS),
            null);
      }
      return reader.read(0);
    } catch (IOException | RuntimeException e) {
      // The decoders answer damage with whatever their arithmetic runs into.
      throw DatasetDamage.of(
          file,
          "its image data breaks near byte %d (%s)"
              .formatted(in.getStreamPosition(), e.getMessage()),
          e);
    }
  }

  private static float[][] planes(BufferedImage image, int channels) {
    WritableRaster raster = image.getRaster();
    boolean grey = raster.getNumBands() <= 2 && !(image.getColorModel() instanceof IndexColorModel);
    return grey ? greyPlanes(raster, channels) : colourPlanes(image, channels);
  }

  /** Samples as they stand in the file: getRGB would brighten grey by another gamma. */
  private static float[][] greyPlanes(WritableRaster raster, int channels) {
    int width = raster.getWidth();
    float[] samples = raster.getSamples(0, 0, width, raster.getHeight(), 0, (float[]) null);
    float factor = 255f / ((1L << raster.getSampleModel().getSampleSize(0)) - 1);
    for (int i = 0; i < samples.length; i++) {
      samples[i] *= factor;
    }
    float[][] planes = new float[channels][];
    Arrays.fill(planes, samples);
    return planes;
  }

  private static float[][] colourPlanes(BufferedImage image, int channels) {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] colours = image.getRGB(0, 0, width, height, null, 0, width);
    float[][] planes = new float[channels][colours.length];
    for (int i = 0; i < colours.length; i++) {
      int red = colours[i] >> 16 & 255;
      int green = colours[i] >> 8 & 255;
      int blue = colours[i] & 255;
      if (channels == 1) {
        planes[0][i] = (299 * red + 587 * green + 114 * blue) / 1000f;
      } else {
        planes[0][i] = red;
        planes[1][i] = green;
        planes[2][i] = blue;
      }
    }
    return planes;
  }
}
