package io.edge4j.model;

/**
 * Half precision of IEEE 754: a sign, 5 bits of exponent, 10 of fraction. The JDK converts it from
 * version 20 on.
 *
 * @since 0.1.0
 */
public final class Float16 {
  private static final int FRACTION_BITS = 10;
  private static final int SHIFT = 23 - FRACTION_BITS;
  private static final int LARGEST_EXPONENT = 0x1f;

  /** Difference of the exponents' biases, 127 and 15. */
  private static final int BIAS = 112;

  private Float16() {}

  /** The number that those 16 bits stand for; exact. */
  public static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >> FRACTION_BITS) & LARGEST_EXPONENT;
    int fraction = half & 0x3ff;
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    int widened = exponent == LARGEST_EXPONENT ? 0xff : exponent + BIAS;
    return Float.intBitsToFloat(sign | (widened << 23) | (fraction << SHIFT));
  }

  /** The nearest half, to even where two are as near; infinite from 65520 on. NaN stays NaN. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x1p-14f) {
      // Multiples of 2^-24, which float division counts exactly.
      return (short) (sign | (int) Math.rint(magnitude / 0x1p-24f));
    }
    int positive = Float.floatToRawIntBits(magnitude) - (BIAS << 23);
    int kept = positive >>> SHIFT;
    int rest = positive & ((1 << SHIFT) - 1);
    int half = 1 << (SHIFT - 1);
    if (rest > half || (rest == half && (kept & 1) == 1)) {
      kept++;
    }
    return (short) (sign | kept);
  }
}
