package io.edge4j.maven.export;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A block that cannot be exported as it is, or whose export does not compute the same. The message
 * is for the block's author: the operation, where it was called, and what would work.
 */
public final class ExportException extends IOException {
  private static final long serialVersionUID = 1L;

  public ExportException(String message) {
    super(message);
  }

  public ExportException(@Nullable String message, Throwable cause) {
    super(message, cause);
  }
}
