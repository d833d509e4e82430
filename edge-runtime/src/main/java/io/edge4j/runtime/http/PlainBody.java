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
  private static final int END = -1;
  private static final int NO_POWER = Integer.MIN_VALUE;

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
    if (!endsOutsideNumbers() || !take('{') || !field() || !take(':') || !take('[')) {
      return false;
    }
    floats.enter();
    return arrays(floats) && take('}') && atEnd();
  }

  /** Whoever reads a number then needs no look at the end: something follows every character. */
  private boolean endsOutsideNumbers() {
    return end > 0 && (bytes[end - 1] == '}' || isSpace(bytes[end - 1]));
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
      } else if (next != END && numbers(floats)) {
        first = false;
      } else {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a number, and those that follow it after commas. Nearly all time goes here: what changes
   * stands in local variables, which a compiler keeps in registers.
   *
   * @return false for what is no number or none that is read here
   */
  private boolean numbers(NestedFloats floats) throws ProblemException {
    byte[] text = bytes;
    int i = at;
    while (true) {
      boolean negative = text[i] == '-';
      if (negative) {
        i++;
      }
      int begin = i;
      long digits = 0;
      for (int digit = text[i] - '0'; isDigit(digit); digit = text[++i] - '0') {
        digits = 10 * digits + digit;
      }
      int count = i - begin;
      if (count == 0 || (count > 1 && text[begin] == '0')) {
        return false;
      }
      int exponent = 0;
      if (text[i] == '.') {
        int point = i++;
        for (int digit = text[i] - '0'; isDigit(digit); digit = text[++i] - '0') {
          digits = 10 * digits + digit;
        }
        exponent = point + 1 - i;
        if (exponent == 0) {
          return false;
        }
        count -= exponent;
      }
      if (count > MOST_DIGITS) {
        return false;
      }
      if ((text[i] | 0x20) == 'e') {
        at = i + 1;
        int power = power();
        if (power == NO_POWER) {
          return false;
        }
        exponent += power;
        i = at;
      }
      // Pictures are full of zeros.
      float value = digits == 0 ? 0 : value(digits, exponent);
      if (Float.isNaN(value)) {
        return false;
      }
      floats.add(negative ? -value : value);
      at = i;
      // Mostly a comma, and mostly a number after it; anything else is left to the caller.
      if (text[i] != ',') {
        return true;
      }
      i++;
      if (text[i] == ' ' && i + 1 < end) {
        i++;
      }
      if (text[i] != '-' && !isDigit(text[i] - '0')) {
        return true;
      }
    }
  }

  /** What stands after the letter of an exponent; {@link #NO_POWER} for nothing or too much. */
  private int power() {
    boolean down = bytes[at] == '-';
    if (down || bytes[at] == '+') {
      at++;
    }
    int begin = at;
    int power = 0;
    for (int digit = bytes[at] - '0'; isDigit(digit); digit = bytes[++at] - '0') {
      power = 10 * power + digit;
    }
    if (at == begin || at - begin > MOST_EXPONENT_DIGITS) {
      return NO_POWER;
    }
    return down ? -power : power;
  }

  /** Whether it is one of 0 to 9, in one comparison. */
  private static boolean isDigit(int difference) {
    return (char) difference <= 9;
  }

  /**
   * {@code digits * 10^exponent}, for digits other than 0; NaN when it takes more than one exact
   * operation.
   */
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
      return Float.NaN;
    }
    // A double that lies half-way between two floats may have been rounded there.
    return (Double.doubleToRawLongBits(exact) & BELOW_FLOAT) == HALF ? Float.NaN : (float) exact;
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

  /** The next byte that is no white space, or {@link #END}. */
  private int peek() {
    while (at < end) {
      byte next = bytes[at];
      if (!isSpace(next)) {
        return next;
      }
      at++;
    }
    return END;
  }

  private static boolean isSpace(byte next) {
    return next == ' ' || next == '\n' || next == '\r' || next == '\t';
  }

  private boolean atEnd() {
    return peek() == END;
  }
}
