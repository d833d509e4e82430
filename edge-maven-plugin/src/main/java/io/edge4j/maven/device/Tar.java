package io.edge4j.maven.device;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes regular files as POSIX.1-1988 {@code ustar}, gzipped: what every {@code tar} reads. */
final class Tar implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int LONGEST_NAME = 100;
  private final OutputStream out;

  Tar(Path file) throws IOException {
    out = new BufferedOutputStream(new Fast(Files.newOutputStream(file)), 1 << 16);
  }

  /** Weights hardly shrink: what takes long saves nothing. */
  private static final class Fast extends GZIPOutputStream {
    Fast(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /**
   * Adds a file.
   *
   * @param name ASCII, at most 100 characters
   */
  void add(String name, Path file) throws IOException {
    long bytes = Files.size(file);
    out.write(header(name, bytes));
    long written = Files.copy(file, out);
    if (written != bytes) {
      throw new IOException(file + " changed while it was read");
    }
    out.write(new byte[(int) ((BLOCK - bytes % BLOCK) % BLOCK)]);
  }

  private static byte[] header(String name, long bytes) throws IOException {
    if (name.length() > LONGEST_NAME) {
      throw new IOException("tar takes no name of " + name.length() + " characters: " + name);
    }
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, String.format("%011o\0", bytes));
    put(header, 136, "00000000000\0");
    put(header, 156, "0");
    put(header, 257, "ustar\00000");
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK]);
    out.close();
  }
}
