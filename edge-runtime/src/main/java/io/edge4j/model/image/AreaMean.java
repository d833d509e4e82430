package io.edge4j.model.image;

import io.edge4j.model.ImageShape;
import io.edge4j.model.Resize;
import java.util.Arrays;

/**
 * Resizing by area: a target pixel is the mean of what it covers, every source pixel weighted with
 * its overlap, first along rows and then along columns. That holds for enlarging too: a target
 * pixel covers a part of one source pixel then, or of two. Plain arithmetic, so that every machine
 * gets the same bytes.
 */
final class AreaMean {
  private AreaMean() {}

  /**
   * A source axis, or the part of it that is seen, and what each target pixel covers of it.
   *
   * @param size of the source
   * @param start of the part that is seen, in source pixels
   * @param ratio how many source pixels a target pixel covers
   */
  private record Axis(int size, double start, double ratio) {
    double from(int target) {
      return start + target * ratio;
    }
  }

  /**
   * Resizes an image, and rounds its values to whole numbers, halves up.
   *
   * @param colours for each channel of the target, which channel of the rows it is
   * @return the pixels in the layout of the target
   */
  static byte[] resize(PixelRows rows, ImageShape target, Resize resize, int[] colours) {
    double height = rows.height();
    double width = rows.width();
    if (resize == Resize.CROP) {
      // Cross-multiplied: proportions that are equal must not differ by a rounding.
      double wide = (double) rows.width() * target.height();
      double high = (double) rows.height() * target.width();
      width = wide > high ? high / target.height() : width;
      height = high > wide ? wide / target.width() : height;
    }
    Axis vertical = new Axis(rows.height(), (rows.height() - height) / 2, height / target.height());
    Axis horizontal = new Axis(rows.width(), (rows.width() - width) / 2, width / target.width());
    byte[] pixels = new byte[target.size()];
    Reduction reduction = new Reduction(rows, target, horizontal);
    for (int y = 0; y < target.height(); y++) {
      double[][] sums = reduction.columns(vertical, y);
      for (int channel = 0; channel < target.channels(); channel++) {
        double[] sum = sums[colours[channel]];
        for (int x = 0; x < sum.length; x++) {
          pixels[target.index(channel, y, x)] = (byte) Math.min(255, (int) ((float) sum[x] + 0.5f));
        }
      }
    }
    return pixels;
  }

  /** Rows that are reduced to the target's width, of which the last one is remembered. */
  private static final class Reduction {
    private final PixelRows rows;
    private final Axis horizontal;
    private final float[][] row;
    private final float[][] reduced;
    private final double[][] sums;
    private int current = -1;

    Reduction(PixelRows rows, ImageShape target, Axis horizontal) {
      this.rows = rows;
      this.horizontal = horizontal;
      row = new float[target.channels()][rows.width()];
      reduced = new float[target.channels()][target.width()];
      sums = new double[target.channels()][target.width()];
    }

    /** The means of the rows that a target row covers. */
    double[][] columns(Axis vertical, int target) {
      double start = vertical.from(target);
      double end = start + vertical.ratio;
      double weights = 0;
      for (double[] sum : sums) {
        Arrays.fill(sum, 0);
      }
      for (int y = (int) start; y < vertical.size && y < end; y++) {
        double weight = Math.min(end, y + 1) - Math.max(start, y);
        weights += weight;
        reduce(y);
        for (int channel = 0; channel < sums.length; channel++) {
          for (int x = 0; x < sums[channel].length; x++) {
            sums[channel][x] += weight * reduced[channel][x];
          }
        }
      }
      for (double[] sum : sums) {
        for (int x = 0; x < sum.length; x++) {
          sum[x] /= weights;
        }
      }
      return sums;
    }

    private void reduce(int y) {
      if (y == current) {
        return;
      }
      rows.read(y, row);
      for (int channel = 0; channel < row.length; channel++) {
        reduce(row[channel], reduced[channel]);
      }
      current = y;
    }

    private void reduce(float[] from, float[] to) {
      for (int t = 0; t < to.length; t++) {
        double start = horizontal.from(t);
        double end = start + horizontal.ratio;
        double sum = 0;
        double weights = 0;
        for (int x = (int) start; x < horizontal.size && x < end; x++) {
          double weight = Math.min(end, x + 1) - Math.max(start, x);
          sum += weight * from[x];
          weights += weight;
        }
        to[t] = (float) (sum / weights);
      }
    }
  }
}
