package io.edge4j.runtime.http;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.logging.Level;
import java.util.logging.Logger;

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

  /** The process's standard output: one system call a line, so that lines never mix. */
  static RequestLog standardOutput() {
    OutputStream stdout = new FileOutputStream(FileDescriptor.out);
    return line -> {
      try {
        stdout.write(line);
      } catch (IOException e) {
        // A closed pipe must not end the service; the request itself was answered.
        Logger.getLogger(RequestLog.class.getName())
            .log(Level.WARNING, "A request could not be logged.", e);
      }
    };
  }
}
