package io.edge4j.model.image;

/**
 * How a stored image is turned to be seen as it was taken: the eight values of the tag Orientation
 * of EXIF 2.32 (and TIFF 6.0), in their order from 1 on.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, false, true),
  TURNED_180(false, true, true),
  UPSIDE_DOWN(false, true, false),
  TRANSPOSED(true, false, false),
  TURNED_90(true, false, true),
  TRANSVERSED(true, true, true),
  TURNED_270(true, true, false);

  /** Whether a row that is seen is a column that is stored. */
  final boolean swapsAxes;

  /** Whether the first line that is seen is the last that is stored. */
  final boolean reversesLines;

  /** Whether the first pixel of a line that is seen is the last that is stored. */
  final boolean reversesPixels;

  Orientation(boolean swapsAxes, boolean reversesLines, boolean reversesPixels) {
    this.swapsAxes = swapsAxes;
    this.reversesLines = reversesLines;
    this.reversesPixels = reversesPixels;
  }

  /** Upright for a value that EXIF does not know. */
  static Orientation of(int value) {
    return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
  }
}
