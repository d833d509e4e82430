package io.edge4j.runtime.http;

import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** Where the JSON lines go, one a request. */
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

  /** Returns when the lines taken so far are out. */
  default void flush() {}

  /**
   * The process's standard output, through a buffer: a request never waits for whoever reads it. A
   * line is out within 20 ms; when the buffer is full, lines are dropped and counted, and the count
   * is written.
   */
  static RequestLog standardOutput() {
    return new BufferedLog(new FileOutputStream(FileDescriptor.out));
  }
}
