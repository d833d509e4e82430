package io.edge4j.runtime.http;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON into a growing array, as UTF-8. Commas, colons and braces are the caller's: each
 * answer has one fixed form, and writing that form as it stands costs less than a generator which
 * checks every step.
 */
final class JsonWriter {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private static final int LONGEST_LONG = 20;

  private byte[] bytes;
  private int length;

  JsonWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /** Text that needs no escapes and no other encoding: punctuation, names of fields, digits. */
  @SuppressWarnings("deprecation") // Lossy beyond ASCII; here it is a copy, and no loop.
  JsonWriter ascii(String text) {
    int count = text.length();
    ensure(count);
    text.getBytes(0, count, bytes, length);
    length += count;
    return this;
  }

  JsonWriter ascii(char character) {
    ensure(1);
    bytes[length++] = (byte) character;
    return this;
  }

  /** Bytes that are JSON already. */
  JsonWriter raw(byte[] json) {
    ensure(json.length);
    System.arraycopy(json, 0, bytes, length, json.length);
    length += json.length;
    return this;
  }

  /** Room for bytes of another kind, to be filled from position 0; little-endian. */
  ByteBuffer append(int count) {
    ensure(count);
    ByteBuffer room = ByteBuffer.wrap(bytes, length, count).slice().order(ByteOrder.LITTLE_ENDIAN);
    length += count;
    return room;
  }

  /** Makes room for so many more at once, so that they need not be moved. */
  JsonWriter room(int count) {
    ensure(count);
    return this;
  }

  /** A string in quotes. */
  JsonWriter string(String value) {
    int count = value.length();
    // A byte per character, unless it is an escaped one, which makes room for more.
    ensure(count + 2);
    bytes[length++] = '"';
    for (int i = 0; i < count; i++) {
      char character = value.charAt(i);
      if (character >= ' ' && character < 0x7f && character != '"' && character != '\\') {
        bytes[length++] = (byte) character;
      } else {
        i += escaped(value, i, character);
      }
    }
    bytes[length++] = '"';
    return this;
  }

  /** How many more characters than one were written. Leaves room for what is left, unescaped. */
  private int escaped(String value, int at, char character) {
    ensure(6 + value.length() - at);
    if (character == '"' || character == '\\') {
      bytes[length++] = '\\';
      bytes[length++] = (byte) character;
    } else if (character < ' ' || character == 0x7f) {
      bytes[length++] = '\\';
      bytes[length++] = 'u';
      bytes[length++] = '0';
      bytes[length++] = '0';
      bytes[length++] = HEX[character >> 4];
      bytes[length++] = HEX[character & 0xf];
    } else if (character < 0x800) {
      bytes[length++] = (byte) (0xc0 | (character >> 6));
      bytes[length++] = (byte) (0x80 | (character & 0x3f));
    } else if (!Character.isSurrogate(character)) {
      bytes[length++] = (byte) (0xe0 | (character >> 12));
      bytes[length++] = (byte) (0x80 | ((character >> 6) & 0x3f));
      bytes[length++] = (byte) (0x80 | (character & 0x3f));
    } else {
      int point = value.codePointAt(at);
      if (Character.isSupplementaryCodePoint(point)) {
        bytes[length++] = (byte) (0xf0 | (point >> 18));
        bytes[length++] = (byte) (0x80 | ((point >> 12) & 0x3f));
        bytes[length++] = (byte) (0x80 | ((point >> 6) & 0x3f));
        bytes[length++] = (byte) (0x80 | (point & 0x3f));
        return 1;
      }
      // Half of a pair has no encoding.
      bytes[length++] = '?';
    }
    return 0;
  }

  JsonWriter number(long value) {
    ensure(LONGEST_LONG);
    length = NumberOutput.outputLong(value, bytes, length);
    return this;
  }

  /** The shortest decimal that is read back as this float, which must be finite. */
  JsonWriter number(float value) {
    return ascii(NumberOutput.toString(value, true));
  }

  /** The shortest decimal that is read back as this double, which must be finite. */
  JsonWriter number(double value) {
    return ascii(NumberOutput.toString(value, true));
  }

  /** Microseconds as milliseconds with three decimals. */
  JsonWriter millis(long micros) {
    number(micros / 1000);
    ascii('.');
    return digits(micros % 1000, 3);
  }

  /** A number with leading zeros. */
  JsonWriter digits(long value, int count) {
    ensure(count);
    long rest = value;
    for (int i = count - 1; i >= 0; i--) {
      bytes[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
    return this;
  }

  private void ensure(int count) {
    if (count > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, count)));
    }
  }

  int length() {
    return length;
  }

  /** The array whose first {@link #length} bytes are the text. */
  byte[] array() {
    return bytes;
  }

  String text() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }
}
