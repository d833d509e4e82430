package io.edge4j.runtime.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Reads JSON (RFC 8259) in an array of bytes from where it stands, without building anything but
 * what is asked for. Numbers are read at a fraction of a general parser's cost: they are what
 * bodies are full of.
 */
final class JsonCursor {
  /** What {@link #peek} gives where there is nothing more. */
  static final int END = -1;

  private static final int DEEPEST = 500;

  /** Of an exponent: beyond it, no number that is read is anything but zero or infinite. */
  private static final int MOST_POWER = 10 * JsonFormat.LONGEST_NUMBER;

  private static final int NO_POWER = Integer.MIN_VALUE;
  private static final int HEX = 16;
  private static final int ESCAPED_UNIT = 4;

  /** Eight bytes of the text at once, the first of them in the lowest. */
  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long EIGHT_ZEROS = 0x3030_3030_3030_3030L;

  /** What makes a byte reach its upper half when it is no digit. */
  private static final long EIGHT_SIXES = 0x0606_0606_0606_0606L;

  private static final long UPPER_HALVES = 0xf0f0_f0f0_f0f0_f0f0L;

  private final byte[] text;
  private final int end;
  private int at;

  /**
   * @param end behind the document's last byte; what follows is not looked at
   */
  JsonCursor(byte[] text, int begin, int end) {
    this.text = text;
    this.at = begin;
    this.end = end;
  }

  /**
   * Whether the last byte ends no number, as every object and array has it. Whoever reads a number
   * then needs no look at the end: something follows every character.
   */
  boolean endsOutsideNumbers() {
    return end > at && (text[end - 1] == '}' || text[end - 1] == ']' || isSpace(text[end - 1]));
  }

  int position() {
    return at;
  }

  /** The next byte that is no white space, or {@link #END}. */
  int peek() {
    while (at < end) {
      byte next = text[at];
      if (!isSpace(next)) {
        return next;
      }
      at++;
    }
    return END;
  }

  /** Whether the character came next; it has been read then. */
  boolean take(char expected) {
    if (peek() != expected) {
      return false;
    }
    at++;
    return true;
  }

  /** Whether this text came next, whatever stands around it; it has been read then. */
  boolean takeExactly(byte[] expected) {
    if (peek() != expected[0] || end - at < expected.length) {
      return false;
    }
    for (byte character : expected) {
      if (text[at++] != character) {
        return false;
      }
    }
    return true;
  }

  void expect(char expected) throws ProblemException {
    if (!take(expected)) {
      throw malformed();
    }
  }

  /**
   * Goes on to the next member of an object or element of an array.
   *
   * @param close the bracket that ends it, read when it came
   * @param first whether none has been read yet
   * @return whether there is one
   */
  boolean next(char close, boolean first) throws ProblemException {
    if (take(close)) {
      return false;
    }
    if (!first) {
      expect(',');
      if (peek() == close) {
        throw malformed();
      }
    }
    return true;
  }

  /** The name of the next member of an object, with its colon. */
  String name() throws ProblemException {
    String name = string();
    expect(':');
    return name;
  }

  String string() throws ProblemException {
    expect('"');
    int begin = at;
    boolean plain = true;
    while (at < end && text[at] != '"') {
      byte character = text[at];
      if (character >= 0 && character < ' ') {
        throw malformed();
      }
      plain &= character > 0 && character != '\\';
      at += character == '\\' ? 2 : 1;
    }
    if (at >= end) {
      at = end;
      throw malformed();
    }
    int close = at++;
    return plain
        ? new String(text, begin, close - begin, StandardCharsets.ISO_8859_1)
        : unescaped(begin, close);
  }

  private String unescaped(int begin, int close) throws ProblemException {
    StringBuilder value = new StringBuilder(close - begin);
    int from = begin;
    for (int i = begin; i < close; i++) {
      if (text[i] == '\\') {
        decode(from, i, value);
        i++;
        if (text[i] == 'u') {
          value.append(unit(i + 1, close));
          i += ESCAPED_UNIT;
        } else {
          value.append(escape(i));
        }
        from = i + 1;
      }
    }
    decode(from, close, value);
    return value.toString();
  }

  private void decode(int from, int to, StringBuilder value) throws ProblemException {
    try {
      value.append(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, from, to - from)));
    } catch (CharacterCodingException e) {
      at = from;
      throw malformed();
    }
  }

  private char escape(int index) throws ProblemException {
    return switch (text[index]) {
      case '"', '\\', '/' -> (char) text[index];
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> {
        at = index;
        throw malformed();
      }
    };
  }

  private char unit(int from, int close) throws ProblemException {
    int value = 0;
    for (int i = from; i < from + ESCAPED_UNIT; i++) {
      int digit = i < close ? Character.digit(text[i], HEX) : -1;
      if (digit < 0) {
        at = i;
        throw malformed();
      }
      value = value * HEX + digit;
    }
    return (char) value;
  }

  /** Reads true or false. */
  boolean truth() throws ProblemException {
    if (peek() == 't') {
      word("true");
      return true;
    }
    word("false");
    return false;
  }

  private void word(String expected) throws ProblemException {
    for (int i = 0; i < expected.length(); i++) {
      if (at >= end || text[at] != expected.charAt(i)) {
        throw malformed();
      }
      at++;
    }
  }

  /** A number as it is written. */
  String number() throws ProblemException {
    peek();
    int begin = at;
    skipNumber();
    return new String(text, begin, at - begin, StandardCharsets.ISO_8859_1);
  }

  private void skipNumber() throws ProblemException {
    if (at < end && text[at] == '-') {
      at++;
    }
    int first = at;
    skipDigits();
    if (text[first] == '0' && at > first + 1) {
      at = first + 1;
      throw malformed();
    }
    if (at < end && text[at] == '.') {
      at++;
      skipDigits();
    }
    if (at < end && (text[at] | 0x20) == 'e') {
      at++;
      if (at < end && (text[at] == '+' || text[at] == '-')) {
        at++;
      }
      skipDigits();
    }
  }

  private void skipDigits() throws ProblemException {
    int first = at;
    while (at < end && isDigit(text[at] - '0')) {
      at++;
    }
    if (at == first) {
      throw malformed();
    }
  }

  /** Passes any value. */
  void skip() throws ProblemException {
    skip(0);
  }

  private void skip(int depth) throws ProblemException {
    if (depth > DEEPEST) {
      throw new ProblemException(
          HttpStatus.UNPROCESSABLE_ENTITY_422,
          "Arrays and objects in the body are nested more than " + DEEPEST + " deep.");
    }
    switch (peek()) {
      case '{' -> {
        at++;
        for (boolean first = true; next('}', first); first = false) {
          name();
          skip(depth + 1);
        }
      }
      case '[' -> {
        at++;
        for (boolean first = true; next(']', first); first = false) {
          skip(depth + 1);
        }
      }
      case '"' -> string();
      case 't', 'f' -> truth();
      case 'n' -> word("null");
      default -> skipNumber();
    }
  }

  /**
   * Reads a number, and those that follow it after commas, as far as there is room. Nearly all time
   * goes here: what changes stands in local variables, which a compiler keeps in registers.
   *
   * @param target takes them from {@code from} on
   * @return behind the last one that was read. The cursor then stands at what follows it, or at the
   *     beginning of what is no number, or none that is finite
   */
  int floats(float[] target, int from) {
    byte[] text = this.text;
    int to = from;
    int i = at;
    while (to < target.length) {
      // Pictures are full of zeros.
      if (text[i] == '0' && text[i + 1] == ',') {
        target[to++] = 0;
        at = ++i;
      } else {
        boolean negative = text[i] == '-';
        float value = magnitude(negative ? i + 1 : i);
        if (!(value < Float.POSITIVE_INFINITY)) {
          return to;
        }
        target[to++] = negative ? -value : value;
        i = at;
      }
      // Mostly a comma, and mostly a number after it; anything else is left to the caller.
      if (text[i] != ',') {
        return to;
      }
      i++;
      if (text[i] == ' ' && i + 1 < end) {
        i++;
      }
      if (text[i] != '-' && !isDigit(text[i] - '0')) {
        return to;
      }
    }
    return to;
  }

  /**
   * Reads a number without its sign. The cursor then stands behind it.
   *
   * @return infinity when it is beyond all floats, NaN when there is no number; the cursor then
   *     stays where it was
   */
  private float magnitude(int begin) {
    byte[] text = this.text;
    int i = begin;
    long digits = 0;
    for (int digit = text[i] - '0'; isDigit(digit); digit = text[++i] - '0') {
      digits = 10 * digits + digit;
    }
    int count = i - begin;
    if (count == 0 || (count > 1 && text[begin] == '0')) {
      return Float.NaN;
    }
    int exponent = 0;
    if (text[i] == '.') {
      int point = i++;
      int lastEight = end - Long.BYTES;
      while (i <= lastEight) {
        // Digits become their values, and only digits have nothing in the upper half of a byte.
        long eight = (long) EIGHT_BYTES.get(text, i) ^ EIGHT_ZEROS;
        if (((eight + EIGHT_SIXES | eight) & UPPER_HALVES) != 0) {
          break;
        }
        digits = 100_000_000 * digits + ofEight(eight);
        i += Long.BYTES;
      }
      for (int digit = text[i] - '0'; isDigit(digit); digit = text[++i] - '0') {
        digits = 10 * digits + digit;
      }
      exponent = point + 1 - i;
      if (exponent == 0) {
        return Float.NaN;
      }
      count -= exponent;
    }
    if ((text[i] | 0x20) == 'e') {
      long power = power(i + 1);
      if (power == NO_POWER) {
        return Float.NaN;
      }
      exponent += (int) power;
      i = (int) (power >>> Integer.SIZE);
    }
    if (i - begin > JsonFormat.LONGEST_NUMBER) {
      return Float.NaN;
    }
    float value =
        count > DecimalFloat.MOST_DIGITS
            ? DecimalFloat.ofMany(text, begin, i, exponent)
            : DecimalFloat.of(digits, exponent);
    if (value < Float.POSITIVE_INFINITY) {
      at = i;
    }
    return value;
  }

  /**
   * The number of eight digits, one per byte, the first of them in the lowest: neighbours are put
   * together to two digits, those to four, and those to eight.
   */
  private static long ofEight(long digits) {
    long twos = (10 * digits + (digits >>> Byte.SIZE)) & 0x00ff_00ff_00ff_00ffL;
    long fours = (100 * twos + (twos >>> Short.SIZE)) & 0x0000_ffff_0000_ffffL;
    return (10_000 * fours + (fours >>> Integer.SIZE)) & 0xffff_ffffL;
  }

  /**
   * What stands after the letter of an exponent, in the lower half, and in the upper one where it
   * ends; {@link #NO_POWER} for nothing.
   */
  private long power(int from) {
    int i = from;
    boolean down = text[i] == '-';
    if (down || text[i] == '+') {
      i++;
    }
    int begin = i;
    int power = 0;
    for (int digit = text[i] - '0'; isDigit(digit); digit = text[++i] - '0') {
      power = Math.min(MOST_POWER, 10 * power + digit);
    }
    if (i == begin) {
      return NO_POWER;
    }
    return (long) i << Integer.SIZE | ((down ? -power : power) & 0xffff_ffffL);
  }

  /**
   * Reads whole numbers as {@link #floats} reads floats.
   *
   * @return behind the last one; the cursor stands at the beginning of what is no whole number, or
   *     none that a long holds
   */
  int longs(long[] target, int from) {
    int to = from;
    int i = at;
    while (to < target.length) {
      boolean negative = text[i] == '-';
      if (negative) {
        i++;
      }
      int begin = i;
      // Negative, since there is one more of those.
      long value = 0;
      for (int digit = text[i] - '0'; isDigit(digit); digit = text[++i] - '0') {
        if (value < (Long.MIN_VALUE + digit) / 10) {
          return to;
        }
        value = 10 * value - digit;
      }
      boolean whole =
          i > begin
              && (i == begin + 1 || text[begin] != '0')
              && text[i] != '.'
              && (text[i] | 0x20) != 'e'
              && (negative || value != Long.MIN_VALUE);
      if (!whole) {
        return to;
      }
      target[to++] = negative ? value : -value;
      at = i;
      if (text[i] != ',') {
        return to;
      }
      i++;
      if (text[i] == ' ' && i + 1 < end) {
        i++;
      }
      if (text[i] != '-' && !isDigit(text[i] - '0')) {
        return to;
      }
    }
    return to;
  }

  /** Whether it is one of 0 to 9, in one comparison. */
  private static boolean isDigit(int difference) {
    return (char) difference <= 9;
  }

  private static boolean isSpace(byte next) {
    return next == ' ' || next == '\n' || next == '\r' || next == '\t';
  }

  /** The body is no JSON where the cursor stands. */
  ProblemException malformed() {
    String quote = at < end ? "" : ": it ends too early";
    return new ProblemException(
        new Problem(
            HttpStatus.BAD_REQUEST_400,
            "The body is no valid JSON at byte " + at,
            quote,
            Optional.empty()));
  }
}
