package io.edge4j.maven.dataset.tensors;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the numbers of a {@code .npy} file, in format 1.0 to 3.0. The format is
 * described in NumPy's documentation of {@code numpy.lib.format}.
 *
 * @param type of the elements
 * @param isFortran whether the first axis runs fastest
 * @param shape sizes of the axes; empty for a scalar
 * @param length bytes of the header, where the numbers begin
 */
record NpyHeader(NpyType type, boolean isFortran, List<Long> shape, int length) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** A header of an array that a model takes has some hundred bytes. */
  private static final int LONGEST = 1 << 20;

  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  NpyHeader {
    shape = List.copyOf(shape);
  }

  /**
   * Reads a header; the stream then stands at the first number.
   *
   * @param name what messages call the array
   */
  static NpyHeader read(String name, InputStream stream) throws IOException {
    DataInputStream in = new DataInputStream(stream);
    try {
      for (byte expected : MAGIC) {
        if (in.readByte() != expected) {
          throw new NpyFormatException(
              name + " is no .npy array; write it with numpy.save or numpy.savez");
        }
      }
      int major = in.readUnsignedByte();
      in.readUnsignedByte();
      if (major < 1 || major > 3) {
        throw new NpyFormatException(
            name + " has version " + major + " of the .npy format; 1 to 3 are known");
      }
      long length =
          major == 1
              ? Short.toUnsignedLong(Short.reverseBytes(in.readShort()))
              : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
      if (length > LONGEST) {
        throw new NpyFormatException(
            name + " has a damaged header: it is " + length + " bytes long");
      }
      byte[] text = new byte[(int) length];
      in.readFully(text);
      Charset charset = major == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
      int before = MAGIC.length + 2 + (major == 1 ? Short.BYTES : Integer.BYTES);
      return parse(name, new String(text, charset), before + (int) length);
    } catch (EOFException e) {
      throw new NpyFormatException(name + " ends within its header", e);
    }
  }

  private static NpyHeader parse(String name, String text, int length) throws IOException {
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    if (!order.find() || !shape.find()) {
      throw new NpyFormatException(name + " has a damaged header: " + text.strip());
    }
    return new NpyHeader(
        type(name, text), order.group(1).equals("True"), sizes(name, shape.group(1)), length);
  }

  private static NpyType type(String name, String text) throws IOException {
    Matcher descr = DESCR.matcher(text);
    // Records have a list in place of a text.
    String found = descr.find() ? descr.group(1) : "a record";
    return NpyType.of(found)
        .orElseThrow(
            () ->
                new NpyFormatException(
                    name
                        + " has elements of NumPy's type "
                        + found
                        + ", which no tensor holds; save numbers, truth values or texts, for"
                        + " example with .astype(numpy.float32) or .astype(str)"));
  }

  private static List<Long> sizes(String name, String text) throws IOException {
    List<Long> sizes = new ArrayList<>();
    for (String size : text.split(",", -1)) {
      if (size.isBlank()) {
        continue;
      }
      try {
        // Python 2 wrote 3L.
        long parsed = Long.parseLong(size.strip().replaceAll("L$", ""));
        if (parsed < 0) {
          throw new NpyFormatException(name + " has a damaged header: an axis of size " + parsed);
        }
        sizes.add(parsed);
      } catch (NumberFormatException e) {
        throw new NpyFormatException(name + " has a damaged header: its shape is " + text, e);
      }
    }
    return sizes;
  }

  /**
   * What it says of an array of samples.
   *
   * @param array its name
   * @param name what messages call it
   * @throws NpyFormatException when it is one number
   */
  ArrayInfo info(String array, String name) throws NpyFormatException {
    if (shape.isEmpty()) {
      throw new NpyFormatException(
          name
              + " is one number, and the first axis of an array counts its samples; repeat it with"
              + " numpy.full(samples, value)");
    }
    return new ArrayInfo(array, type.element(), shape);
  }

  /** Elements of one sample: the product of all axes but the first. */
  long sampleSize() {
    return shape.stream().skip(1).reduce(1L, Math::multiplyExact);
  }
}
