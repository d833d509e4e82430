package io.edge4j.maven.dataset.garments;

import java.util.Arrays;

/**
 * A small grey image that polygons are painted on. Edges are smooth: it is drawn at twice the
 * resolution and averaged. Only additions, multiplications, divisions and square roots, which Java
 * defines to the last bit, so that every machine draws the same.
 */
final class Canvas {
  /** Width and height in pixels. */
  static final int SIDE = 28;

  private static final int FINE = 2 * SIDE;

  private final double[] fine = new double[FINE * FINE];
  private final double[] crossings = new double[64];

  void clear() {
    Arrays.fill(fine, 0);
  }

  /**
   * Fills a polygon, later ones over earlier ones.
   *
   * @param points x and y in turn, in pixels, origin at the top left
   * @param shade 0 for the background to 1
   */
  void fill(double[] points, double shade) {
    double top = FINE;
    double bottom = 0;
    for (int i = 1; i < points.length; i += 2) {
      top = Math.min(top, points[i]);
      bottom = Math.max(bottom, points[i]);
    }
    int end = Math.min(FINE, (int) Math.ceil(2 * bottom));
    for (int row = Math.max(0, (int) Math.floor(2 * top)); row < end; row++) {
      int count = crossings(points, (row + 0.5) / 2);
      for (int i = 0; i + 1 < count; i += 2) {
        int from = Math.max(0, (int) Math.ceil(2 * crossings[i] - 0.5));
        int to = Math.min(FINE - 1, (int) Math.floor(2 * crossings[i + 1] - 0.5));
        for (int column = from; column <= to; column++) {
          fine[row * FINE + column] = shade;
        }
      }
    }
  }

  /** Where the polygon's edges cross the height {@code y}, from left to right. */
  private int crossings(double[] points, double y) {
    int count = 0;
    int corners = points.length / 2;
    for (int i = 0; i < corners; i++) {
      int j = (i + 1) % corners;
      double y0 = points[2 * i + 1];
      double y1 = points[2 * j + 1];
      if ((y0 <= y) != (y1 <= y)) {
        double x0 = points[2 * i];
        crossings[count++] = x0 + (y - y0) / (y1 - y0) * (points[2 * j] - x0);
      }
    }
    Arrays.sort(crossings, 0, count);
    return count;
  }

  /** The mean shade of one pixel. */
  double pixel(int x, int y) {
    int at = 2 * y * FINE + 2 * x;
    return (fine[at] + fine[at + 1] + fine[at + FINE] + fine[at + FINE + 1]) / 4;
  }
}
