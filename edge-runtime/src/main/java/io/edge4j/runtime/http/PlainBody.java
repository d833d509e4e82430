package io.edge4j.runtime.http;

/**
 * Reads the one form that nearly every request has, {@code {"inputs": [numbers]}}, at a fraction of
 * a JSON parser's cost. Whatever looks different, right or wrong, is left to the parser.
 *
 * <p>A decimal is rounded once, as the exact quotient or product of two exact numbers (W. D.
 * Clinger, "How to read floating point numbers accurately", PLDI 1990): so the result is that of
 * {@link Float#parseFloat}.
 */
final class PlainBody {
  private static final byte[] FIELD = {'"', 'i', 'n', 'p', 'u', 't', 's', '"'};

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
  private static final long EXACT_IN_DOUBLE = 1L << 53;
  private static final int MOST_DIGITS = 18;
  private static final int MOST_EXPONENT_DIGITS = 3;

  /** The bits of a double below a float's last; half of one when only the first is set. */
  private static final long BELOW_FLOAT = (1L << 29) - 1;

  private static final long HALF = 1L << 28;

  /** Well inside the range of normal floats. */
  private static final double SMALL = 1e-37;

  private static final double LARGE = 1e38;

  private final byte[] bytes;
  private final int end;
  private int at;

  private PlainBody(byte[] bytes, int length) {
    this.bytes = bytes;
    this.end = length;
  }

  /**
   * Reads the body into the floats.
   *
   * @return false when it is of another form; the floats are then of no use
   */
  static boolean read(byte[] bytes, int length, NestedFloats floats) {
    try {
      return new PlainBody(bytes, length).document(floats);
    } catch (ProblemException e) {
      // The parser finds it again, and tells it with its place.
      return false;
    }
  }

  private boolean document(NestedFloats floats) throws ProblemException {
    if (!take('{') || !field() || !take(':') || !take('[')) {
      return false;
    }
    floats.enter();
    return arrays(floats) && take('}') && atEnd();
  }

  private boolean arrays(NestedFloats floats) throws ProblemException {
    boolean first = true;
    while (floats.isOpen()) {
      int next = peek();
      if (next == ']') {
        at++;
        floats.leave();
        first = false;
        continue;
      }
      if (!first) {
        if (next != ',') {
          return false;
        }
        at++;
        next = peek();
      }
      if (next == '[') {
        at++;
        floats.enter();
        first = true;
      } else if (number(floats)) {
        first = false;
      } else {
        return false;
      }
    }
    return true;
  }

  private boolean number(NestedFloats floats) throws ProblemException {
    boolean negative = at < end && bytes[at] == '-';
    if (negative) {
      at++;
    }
    int begin = at;
    long digits = digits(0);
    int whole = at - begin;
    if (whole == 0 || (whole > 1 && bytes[begin] == '0')) {
      return false;
    }
    int exponent = 0;
    int count = whole;
    if (at < end && bytes[at] == '.') {
      at++;
      int fraction = at;
      digits = digits(digits);
      exponent = fraction - at;
      if (exponent == 0) {
        return false;
      }
      count -= exponent;
    }
    if (count > MOST_DIGITS) {
      return false;
    }
    if (at < end && (bytes[at] | 0x20) == 'e') {
      at++;
      boolean down = at < end && bytes[at] == '-';
      if (down || (at < end && bytes[at] == '+')) {
        at++;
      }
      int from = at;
      long power = digits(0);
      if (at == from || at - from > MOST_EXPONENT_DIGITS) {
        return false;
      }
      exponent += (int) (down ? -power : power);
    }
    float value = value(digits, exponent);
    if (Float.isNaN(value)) {
      return false;
    }
    floats.add(negative ? -value : value);
    return true;
  }

  /** {@code digits * 10^exponent}; NaN when it takes more than one exact operation. */
  private static float value(long digits, int exponent) {
    if (digits <= EXACT_IN_FLOAT && exponent <= 0 && -exponent < FLOAT_POWERS.length) {
      return digits / FLOAT_POWERS[-exponent];
    }
    if (digits > EXACT_IN_DOUBLE || Math.abs(exponent) >= DOUBLE_POWERS.length) {
      return Float.NaN;
    }
    double exact =
        exponent < 0 ? digits / DOUBLE_POWERS[-exponent] : digits * DOUBLE_POWERS[exponent];
    if (exact < SMALL || exact > LARGE) {
      return digits == 0 ? 0 : Float.NaN;
    }
    // A double that lies half-way between two floats may have been rounded there.
    return (Double.doubleToRawLongBits(exact) & BELOW_FLOAT) == HALF ? Float.NaN : (float) exact;
  }

  /** Appends the digits that follow; overflow is noticed by their count. */
  private long digits(long before) {
    long value = before;
    while (at < end) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = 10 * value + digit;
      at++;
    }
    return value;
  }

  private boolean field() {
    if (peek() != '"' || end - at < FIELD.length) {
      return false;
    }
    for (byte expected : FIELD) {
      if (bytes[at++] != expected) {
        return false;
      }
    }
    return true;
  }

  private boolean take(char expected) {
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  /** The next byte that is no white space; -1 at the end. */
  private int peek() {
    while (at < end) {
      byte next = bytes[at];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return next;
      }
      at++;
    }
    return -1;
  }

  private boolean atEnd() {
    return peek() == -1;
  }
}
