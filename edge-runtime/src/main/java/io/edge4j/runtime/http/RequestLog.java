package io.edge4j.runtime.http;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Arrays;

/**
 * Where the JSON lines go, one per request.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RequestLog {
  /** Nowhere. */
  RequestLog NONE = line -> {};

  /**
   * Takes one line.
   *
   * @param line UTF-8 JSON that ends with a line feed
   */
  void write(byte[] line);

  /**
   * Takes one line that is the beginning of an array, which is the caller's again afterwards.
   *
   * @param buffer its first {@code length} bytes are the line
   */
  default void write(byte[] buffer, int length) {
    write(Arrays.copyOf(buffer, length));
  }

  /** Returns when the lines taken so far are out. */
  default void flush() {}

  /**
   * The process's standard output, through a buffer: a request never waits for whoever reads it. A
   * line is out within 20 ms. While nothing can be written, such as on a full disk, it is tried
   * again every second; when the buffer is full, lines are dropped and counted, and the count is
   * written.
   */
  static RequestLog standardOutput() {
    return new BufferedLog(new FileOutputStream(FileDescriptor.out).getChannel());
  }
}
