package io.edge4j.model.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.function.IntUnaryOperator;

/**
 * An image row by row, as it is meant to be seen, each value from 0 to 255 whatever the bits it is
 * stored in. Samples are taken as they stand: {@link BufferedImage#getRGB} would brighten grey by
 * another gamma, and colour profiles would depend on the JDK. Transparency is ignored.
 */
final class PixelRows {
  private static final int MOST_BITS = 16;
  private static final double WHITE = 255;

  private final Raster raster;
  private final Orientation orientation;

  /** For each channel of the image, the band it is stored in. */
  private final int[] bands;

  /** For each channel of the image, the value of each sample. */
  private final float[][] levels;

  /** Value of each sample of the alpha band that colours were multiplied with; empty without. */
  private final float[] alpha;

  private final int channels;
  private final int[] samples;
  private final int[] alphas;
  private final float[][] colours;

  /**
   * @param channels 1 for grey (luma of ITU-R BT.601 of a coloured image), 3 for red, green, blue
   *     (of a grey one thrice the same)
   * @throws IllegalArgumentException for a colour model that is neither grey, RGB nor a palette, or
   *     has samples of more than 16 bits
   */
  PixelRows(BufferedImage image, Orientation orientation, int channels) {
    this.raster = image.getRaster();
    this.orientation = orientation;
    this.channels = channels;
    ColorModel model = image.getColorModel();
    if (model instanceof IndexColorModel palette) {
      bands = new int[] {0, 0, 0};
      levels = palette(palette);
      alpha = new float[0];
    } else {
      requireReadable(model);
      int count = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY ? 1 : 3;
      bands = new int[] {0, 1, 2};
      levels = new float[count][];
      for (int i = 0; i < count; i++) {
        levels[i] = linear(model.getComponentSize(i));
      }
      alpha =
          model.hasAlpha() && model.isAlphaPremultiplied()
              ? linear(model.getComponentSize(count))
              : new float[0];
    }
    samples = new int[width()];
    alphas = new int[alpha.length == 0 ? 0 : width()];
    colours = new float[levels.length][width()];
  }

  private static void requireReadable(ColorModel model) {
    int type = model.getColorSpace().getType();
    boolean unsigned =
        model.getTransferType() == DataBuffer.TYPE_BYTE
            || model.getTransferType() == DataBuffer.TYPE_USHORT
            || model.getTransferType() == DataBuffer.TYPE_INT;
    boolean small = true;
    for (int bits : model.getComponentSize()) {
      small &= bits <= MOST_BITS;
    }
    if ((type != ColorSpace.TYPE_GRAY && type != ColorSpace.TYPE_RGB) || !unsigned || !small) {
      throw new IllegalArgumentException(
          "An image with the colour model "
              + model
              + " is not read; draw it into one of BufferedImage.TYPE_INT_RGB or TYPE_BYTE_GRAY.");
    }
  }

  private static float[][] palette(IndexColorModel palette) {
    return new float[][] {
      entries(palette, palette::getRed),
      entries(palette, palette::getGreen),
      entries(palette, palette::getBlue)
    };
  }

  private static float[] entries(IndexColorModel palette, IntUnaryOperator colour) {
    float[] entries = new float[1 << Math.max(8, palette.getPixelSize())];
    for (int i = 0; i < palette.getMapSize(); i++) {
      entries[i] = colour.applyAsInt(i);
    }
    return entries;
  }

  private static float[] linear(int bits) {
    float[] linear = new float[1 << bits];
    for (int i = 0; i < linear.length; i++) {
      linear[i] = (float) (i * WHITE / (linear.length - 1));
    }
    return linear;
  }

  /** In pixels, as it is seen. */
  int width() {
    return orientation.swapsAxes ? raster.getHeight() : raster.getWidth();
  }

  /** In pixels, as it is seen. */
  int height() {
    return orientation.swapsAxes ? raster.getWidth() : raster.getHeight();
  }

  /** Reads one row into {@code row[channel][column]}. */
  void read(int y, float[][] row) {
    if (alpha.length > 0) {
      samples(y, levels.length, alphas);
    }
    for (int i = 0; i < levels.length; i++) {
      samples(y, bands[i], samples);
      for (int x = 0; x < samples.length; x++) {
        colours[i][x] = levels[i][samples[x]];
      }
      if (alpha.length > 0) {
        divide(colours[i]);
      }
    }
    for (int channel = 0; channel < channels; channel++) {
      if (levels.length == 3 && channels == 1) {
        luma(row[channel]);
      } else {
        float[] colour = colours[levels.length == 1 ? 0 : channel];
        System.arraycopy(colour, 0, row[channel], 0, colour.length);
      }
    }
  }

  private void divide(float[] colour) {
    for (int x = 0; x < colour.length; x++) {
      float opacity = alpha[alphas[x]];
      colour[x] = opacity == 0 ? 0 : (float) Math.min(WHITE, colour[x] * WHITE / opacity);
    }
  }

  private void luma(float[] grey) {
    for (int x = 0; x < samples.length; x++) {
      grey[x] = (299 * colours[0][x] + 587 * colours[1][x] + 114 * colours[2][x]) / 1000;
    }
  }

  private void samples(int line, int band, int[] into) {
    int lines = height();
    int stored = orientation.reversesLines ? lines - 1 - line : line;
    if (orientation.swapsAxes) {
      raster.getSamples(stored, 0, 1, into.length, band, into);
    } else {
      raster.getSamples(0, stored, into.length, 1, band, into);
    }
    if (orientation.reversesPixels) {
      for (int i = 0, j = into.length - 1; i < j; i++, j--) {
        int other = into[i];
        into[i] = into[j];
        into[j] = other;
      }
    }
  }
}
