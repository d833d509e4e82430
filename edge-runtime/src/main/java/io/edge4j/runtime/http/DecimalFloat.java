package io.edge4j.runtime.http;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * The float nearest to a decimal number, as {@link Float#parseFloat} finds it, without garbage.
 *
 * <p>Three ways, the cheapest first. A quotient or product of two numbers that a float or double
 * holds exactly is rounded once and right (W. D. Clinger, "How to read floating point numbers
 * accurately", PLDI 1990). A double that is only nearly right tells the float all the same when it
 * does not lie next to the middle between two floats. For the rest, the digits are multiplied by
 * 128 bits of a power of five (D. Lemire, "Number parsing at a gigabyte per second", Software:
 * Practice and Experience 51(8), 2021; that no case is left open: N. Mushtak and D. Lemire, "Fast
 * number parsing without fallback", same journal 53(7), 2023).
 */
final class DecimalFloat {
  /** Digits that 64 bits hold, whatever they are. */
  static final int MOST_DIGITS = 19;

  /** Powers of ten that a float holds exactly. */
  private static final float[] FLOAT_POWERS = {
    1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f
  };

  /** Powers of ten that a double holds exactly. */
  private static final double[] DOUBLE_POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private static final long EXACT_IN_FLOAT = 1L << 24;

  /** The bits of a double below a float's last, and their value in the middle of two floats. */
  private static final long BELOW_FLOAT = (1L << 29) - 1;

  private static final long MIDDLE = 1L << 28;

  /**
   * How far, in units of a double's last bit, a double may be from the number that it stands for:
   * its two roundings add up to 2.
   */
  private static final long DOUBLE_ERROR = 3;

  /** Well inside the range of normal floats. */
  private static final double SMALL = 1e-37;

  private static final double LARGE = 1e38;

  /** With up to 19 digits, everything below is nearer to zero than to the smallest float. */
  private static final int LEAST_EXPONENT = -65;

  /** Everything above is infinite, whatever the digits. */
  private static final int MOST_EXPONENT = 38;

  /** Of negative powers of ten, those by which 64 bits can be divided without a remainder. */
  private static final int LEAST_EXACT_DIVISION = -27;

  private static final int FRACTION_BITS = 23;
  private static final int EXPONENT_BIAS = 127;
  private static final int INFINITE_EXPONENT = 0xff;

  /** What is kept of a product: the fraction, its leading bit, and one to round by. */
  private static final int KEPT_BITS = FRACTION_BITS + 3;

  /** Outside of these exponents no number of 19 digits is the middle of two floats. */
  private static final int LEAST_TIE = -17;

  private static final int MOST_TIE = 10;

  /** From {@link #LEAST_EXPONENT} on, the leading 128 bits of 5 to that power, in two halves. */
  private static final long[] POWERS_OF_FIVE = powersOfFive();

  private DecimalFloat() {}

  private static long[] powersOfFive() {
    long[] powers = new long[2 * (MOST_EXPONENT - LEAST_EXPONENT + 1)];
    for (int q = LEAST_EXPONENT; q <= MOST_EXPONENT; q++) {
      BigInteger power = BigInteger.valueOf(5).pow(Math.abs(q));
      BigInteger upper;
      if (q >= 0) {
        upper = power.shiftLeft(128).shiftRight(power.bitLength());
      } else {
        upper = BigInteger.ONE.shiftLeft(power.bitLength() + 127).divide(power);
        if (q >= LEAST_EXACT_DIVISION) {
          // Rounded up, so that a quotient without remainder is not taken for a little less.
          upper = upper.add(BigInteger.ONE);
        }
      }
      powers[2 * (q - LEAST_EXPONENT)] = upper.shiftRight(64).longValue();
      powers[2 * (q - LEAST_EXPONENT) + 1] = upper.longValue();
    }
    return powers;
  }

  /**
   * The float nearest to {@code digits * 10^exponent}; infinity when that is beyond all floats.
   *
   * @param digits unsigned, less than 10^19
   */
  static float of(long digits, int exponent) {
    if (digits >= 0 && digits <= EXACT_IN_FLOAT && exponent <= 0 && exponent > -11) {
      return digits / FLOAT_POWERS[-exponent];
    }
    if (digits > 0 && exponent >= -22 && exponent <= 22) {
      double near =
          exponent < 0 ? digits / DOUBLE_POWERS[-exponent] : digits * DOUBLE_POWERS[exponent];
      long below = Double.doubleToRawLongBits(near) & BELOW_FLOAT;
      if (Math.abs(below - MIDDLE) > DOUBLE_ERROR && near > SMALL && near < LARGE) {
        return (float) near;
      }
    }
    return byPowerOfFive(digits, exponent);
  }

  /** {@link #of}, without its short cuts. */
  static float byPowerOfFive(long digits, int exponent) {
    if (digits == 0 || exponent < LEAST_EXPONENT) {
      return 0;
    }
    if (exponent > MOST_EXPONENT) {
      return Float.POSITIVE_INFINITY;
    }
    int zeros = Long.numberOfLeadingZeros(digits);
    long shifted = digits << zeros;
    int at = 2 * (exponent - LEAST_EXPONENT);
    long high = multiplyHigh(shifted, POWERS_OF_FIVE[at]);
    long low = shifted * POWERS_OF_FIVE[at];
    if ((high & (-1L >>> KEPT_BITS)) == -1L >>> KEPT_BITS) {
      // What the lower half of the power adds may reach the bits that are kept.
      long carry = multiplyHigh(shifted, POWERS_OF_FIVE[at + 1]);
      low += carry;
      if (Long.compareUnsigned(carry, low) > 0) {
        high++;
      }
    }
    int upper = (int) (high >>> 63);
    int shift = upper + Long.SIZE - KEPT_BITS;
    long fraction = high >>> shift;
    // floor(exponent * log2(10)), and the places of the product.
    int power = ((217_706 * exponent) >> 16) + 63 + upper - zeros + EXPONENT_BIAS;
    if (power <= 0) {
      return subnormal(fraction, 1 - power);
    }
    boolean middle =
        Long.compareUnsigned(low, 1) <= 0
            && exponent >= LEAST_TIE
            && exponent <= MOST_TIE
            && (fraction & 3) == 1
            && fraction << shift == high;
    if (middle) {
      fraction &= ~1L;
    }
    fraction = (fraction + (fraction & 1)) >>> 1;
    if (fraction >= 2L << FRACTION_BITS) {
      fraction = 1L << FRACTION_BITS;
      power++;
    }
    if (power >= INFINITE_EXPONENT) {
      return Float.POSITIVE_INFINITY;
    }
    int bits = (int) (fraction & ~(1L << FRACTION_BITS)) | power << FRACTION_BITS;
    return Float.intBitsToFloat(bits);
  }

  /** No number of 19 digits is the middle of two of these. */
  private static float subnormal(long fraction, int shift) {
    if (shift >= Long.SIZE) {
      return 0;
    }
    long shifted = fraction >>> shift;
    // Rounded up to the least normal float, the carry makes its exponent.
    return Float.intBitsToFloat((int) ((shifted + (shifted & 1)) >>> 1));
  }

  /**
   * The float nearest to a number of more digits than {@link #MOST_DIGITS}.
   *
   * @param text holds the number as JSON has it, without its sign, from {@code begin} to {@code
   *     end}
   * @param exponent what its last digit stands for, as a power of ten
   */
  static float ofMany(byte[] text, int begin, int end, int exponent) {
    long digits = 0;
    int taken = 0;
    int left = 0;
    for (int i = begin; i < end && (text[i] | 0x20) != 'e'; i++) {
      if (text[i] != '.') {
        if (taken == MOST_DIGITS) {
          left++;
        } else {
          digits = 10 * digits + text[i] - '0';
          taken += digits == 0 ? 0 : 1;
        }
      }
    }
    float least = of(digits, exponent + left);
    if (left == 0 || least == of(digits + 1, exponent + left)) {
      return least;
    }
    return Float.parseFloat(new String(text, begin, end - begin, StandardCharsets.ISO_8859_1));
  }

  private static long multiplyHigh(long a, long b) {
    return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
  }
}
