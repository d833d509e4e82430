package io.edge4j.runtime.http;

/**
 * Reads the one form that nearly every request has, {@code {"inputs": [numbers]}}, at a fraction of
 * a JSON parser's cost. Whatever looks different, right or wrong, is left to the parser.
 */
final class PlainBody {
  private static final byte[] FIELD = {'"', 'i', 'n', 'p', 'u', 't', 's', '"'};

  private static final int MOST_EXPONENT_DIGITS = 3;
  private static final int END = -1;
  private static final int NO_POWER = Integer.MIN_VALUE;

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
      if ((text[i] | 0x20) == 'e') {
        at = i + 1;
        int power = power();
        if (power == NO_POWER) {
          return false;
        }
        exponent += power;
        i = at;
      }
      float value;
      if (count > DecimalFloat.MOST_DIGITS) {
        if (i - begin > JsonFormat.LONGEST_NUMBER) {
          return false;
        }
        value = DecimalFloat.ofMany(text, begin, i, exponent);
      } else {
        // Pictures are full of zeros.
        value = digits == 0 ? 0 : DecimalFloat.of(digits, exponent);
      }
      if (value == Float.POSITIVE_INFINITY) {
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
