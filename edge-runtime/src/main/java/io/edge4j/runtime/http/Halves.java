package io.edge4j.runtime.http;

/** Floats of 16 bits (IEEE 754 binary16), which the JDK has from version 20 on. */
final class Halves {
  private static final int SIGN = 0x8000;
  private static final int EXPONENT = 0x7c00;
  private static final int FRACTION = 0x03ff;
  private static final int FRACTION_BITS = 10;
  private static final int FLOAT_FRACTION_BITS = 23;
  private static final int BIAS_DIFFERENCE = 127 - 15;

  /** A half of exponent 0 counts in these. */
  private static final float LEAST = 0x1p-24f;

  /** From here on a float is nearer to the infinite half than to the largest one. */
  private static final float TOO_LARGE = 65_520;

  private Halves() {}

  static float toFloat(short half) {
    int magnitude = half & (EXPONENT | FRACTION);
    float value;
    if ((magnitude & EXPONENT) == 0) {
      value = magnitude * LEAST;
    } else if ((magnitude & EXPONENT) == EXPONENT) {
      value = (magnitude & FRACTION) == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      value =
          Float.intBitsToFloat(
              (magnitude << (FLOAT_FRACTION_BITS - FRACTION_BITS))
                  + (BIAS_DIFFERENCE << FLOAT_FRACTION_BITS));
    }
    return (half & SIGN) == 0 ? value : -value;
  }

  /** The nearest half, the even one of two. */
  static short ofFloat(float value) {
    int sign = (Float.floatToRawIntBits(value) >>> 16) & SIGN;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | EXPONENT | 1 << (FRACTION_BITS - 1));
    }
    if (magnitude >= TOO_LARGE) {
      return (short) (sign | EXPONENT);
    }
    // The distance of two halves at this magnitude; dividing by a power of two is exact.
    int exponent = Math.max(Math.getExponent(magnitude), -14);
    float unit = Math.scalb(1f, exponent - FRACTION_BITS);
    int steps = (int) Math.rint(magnitude / unit);
    // A carry out of the fraction goes into the exponent by itself.
    int bits = steps + ((exponent + 14) << FRACTION_BITS);
    return (short) (sign | bits);
  }
}
