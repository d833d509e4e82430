package io.edge4j.maven.dataset.tensors;

import io.edge4j.model.ElementType;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of an array's elements, as NumPy's {@code descr} spells it: byte order, kind, bytes.
 *
 * @param element ONNX's name of it
 * @param order of the bytes of one number
 * @param itemBytes bytes of one element
 * @param kind NumPy's letter, which tells texts of four bytes a character from those of one
 */
record NpyType(ElementType element, ByteOrder order, int itemBytes, char kind) {
  private static final Pattern DESCR = Pattern.compile("([<>|=])([a-zA-Z])(\\d{1,7})");

  private static final Map<String, ElementType> NUMBERS =
      Map.ofEntries(
          Map.entry("f2", ElementType.FLOAT16),
          Map.entry("f4", ElementType.FLOAT),
          Map.entry("f8", ElementType.DOUBLE),
          Map.entry("i1", ElementType.INT8),
          Map.entry("i2", ElementType.INT16),
          Map.entry("i4", ElementType.INT32),
          Map.entry("i8", ElementType.INT64),
          Map.entry("u1", ElementType.UINT8),
          Map.entry("u2", ElementType.UINT16),
          Map.entry("u4", ElementType.UINT32),
          Map.entry("u8", ElementType.UINT64),
          Map.entry("b1", ElementType.BOOL));

  /** Texts: of four bytes a character, and of one. */
  private static final char UNICODE = 'U';

  private static final char BYTES = 'S';

  /** Empty for what no tensor can hold: objects, complex numbers, dates, records. */
  static Optional<NpyType> of(String descr) {
    Matcher parts = DESCR.matcher(descr);
    if (!parts.matches()) {
      return Optional.empty();
    }
    ByteOrder order = parts.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    char kind = parts.group(2).charAt(0);
    int size = Integer.parseInt(parts.group(3));
    if (kind == UNICODE || kind == BYTES) {
      int bytes = kind == UNICODE ? Math.multiplyExact(size, Integer.BYTES) : size;
      return Optional.of(new NpyType(ElementType.STRING, order, bytes, kind));
    }
    return Optional.ofNullable(NUMBERS.get(parts.group(2) + parts.group(3)))
        .map(element -> new NpyType(element, order, size, kind));
  }

  /** What NumPy calls a type. */
  static String numpyName(ElementType element) {
    return switch (element) {
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
      case STRING -> "str_";
      case BOOL -> "bool_";
      default -> element.onnxName();
    };
  }

  boolean isUnicode() {
    return kind == UNICODE;
  }
}
