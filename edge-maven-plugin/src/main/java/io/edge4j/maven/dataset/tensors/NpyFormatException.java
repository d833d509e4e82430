package io.edge4j.maven.dataset.tensors;

import java.io.IOException;

/** A file that holds no array, or one that cannot be read; the message says which and why. */
public final class NpyFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public NpyFormatException(String message) {
    super(message);
  }

  NpyFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
