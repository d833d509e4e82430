package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One file in the IDX format (described by LeCun, Cortes and Burges with MNIST), gzipped or not:
 * two zero bytes, a type, the number of dimensions, each dimension as a big-endian 32-bit number,
 * then the values. Only unsigned bytes (type 8) are read.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int GZIP_MAGIC = 0x1F8B;

  private final Path file;
  private final int[] dimensions;
  private final byte[] values;

  private IdxFile(Path file, int[] dimensions, byte[] values) {
    this.file = file;
    this.dimensions = dimensions;
    this.values = values;
  }

  /**
   * @param rank how many dimensions the content must have: 3 for images, 1 for labels
   * @throws StageException when the file is damaged, with the position
   */
  static IdxFile read(Path file, int rank) throws StageException, IOException {
    try (CountedInput in = new CountedInput(open(file))) {
      try {
        int[] dimensions = readHeader(in, file, rank);
        byte[] values = readValues(in, file, dimensions);
        return new IdxFile(file, dimensions, values);
      } catch (ZipException | EOFException e) {
        throw DatasetDamage.of(
            file, "its gzip data breaks at byte " + in.position + " of the content", e);
      }
    } catch (ZipException | EOFException e) {
      throw DatasetDamage.of(file, "its gzip header is broken", e);
    }
  }

  Path file() {
    return file;
  }

  /** How many samples. */
  int count() {
    return dimensions[0];
  }

  /** The size along an axis; axis 0 counts samples. */
  int size(int axis) {
    return dimensions[axis];
  }

  /** Row-major; not a copy. */
  byte[] values() {
    return values;
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    raw.mark(2);
    int magic = raw.read() << 8 | raw.read();
    raw.reset();
    if (magic != GZIP_MAGIC) {
      return raw;
    }
    try {
      return new GZIPInputStream(raw, 1 << 16);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static int[] readHeader(CountedInput in, Path file, int rank)
      throws StageException, IOException {
    byte[] magic = in.upTo(4);
    if (magic.length < 4 || magic[0] != 0 || magic[1] != 0) {
      throw DatasetDamage.of(
          file,
          "it starts with %s at byte 0, but an IDX file starts with two zero bytes, its type and its number of dimensions"
              .formatted(hex(magic)),
          null);
    }
    if (magic[2] != UNSIGNED_BYTE || magic[3] != rank) {
      throw DatasetDamage.of(
          file,
          "it has type 0x%02x and %d dimensions at byte 2, but unsigned bytes (0x08) in %d dimensions are needed here"
              .formatted(magic[2], magic[3], rank),
          null);
    }
    int[] dimensions = new int[rank];
    for (int i = 0; i < rank; i++) {
      long position = in.position;
      byte[] size = in.upTo(Integer.BYTES);
      if (size.length < Integer.BYTES) {
        throw DatasetDamage.of(
            file, "it ends at byte " + in.position + ", inside its header", null);
      }
      dimensions[i] = ByteBuffer.wrap(size).getInt();
      if (dimensions[i] <= 0) {
        throw DatasetDamage.of(
            file,
            "dimension %d at byte %d is %d, but must be 1 or more"
                .formatted(i + 1, position, Integer.toUnsignedLong(dimensions[i])),
            null);
      }
    }
    return dimensions;
  }

  private static byte[] readValues(CountedInput in, Path file, int[] dimensions)
      throws StageException, IOException {
    long size = 1;
    for (int dimension : dimensions) {
      size *= dimension;
      if (size > Integer.MAX_VALUE - 8) {
        throw DatasetDamage.of(
            file,
            "its dimensions %s at byte 4 ask for more than 2 GB"
                .formatted(Arrays.toString(dimensions)),
            null);
      }
    }
    byte[] values = in.upTo((int) size);
    if (values.length < size) {
      throw DatasetDamage.of(
          file,
          "it ends at byte %d of the content, but its dimensions %s need %d more"
              .formatted(in.position, Arrays.toString(dimensions), size - values.length),
          null);
    }
    long end = in.position;
    if (in.upTo(1).length > 0) {
      throw DatasetDamage.of(
          file,
          "it goes on after byte %d, where its dimensions %s say that it ends"
              .formatted(end, Arrays.toString(dimensions)),
          null);
    }
    return values;
  }

  private static String hex(byte[] bytes) {
    return bytes.length == 0 ? "nothing" : "0x" + HexFormat.of().formatHex(bytes);
  }

  /** Knows its position; {@code upTo} allocates no more than what is really there. */
  private static final class CountedInput implements AutoCloseable {
    private final InputStream in;
    private long position;

    CountedInput(InputStream in) {
      this.in = in;
    }

    byte[] upTo(int count) throws IOException {
      byte[] buffer = new byte[Math.min(count, 1 << 20)];
      int filled = 0;
      while (filled < count) {
        if (filled == buffer.length) {
          buffer = Arrays.copyOf(buffer, (int) Math.min(count, 2L * buffer.length));
        }
        int n = in.read(buffer, filled, buffer.length - filled);
        if (n < 0) {
          return Arrays.copyOf(buffer, filled);
        }
        filled += n;
        position += n;
      }
      return buffer;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
