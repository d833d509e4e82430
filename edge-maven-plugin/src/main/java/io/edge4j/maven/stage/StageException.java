package io.edge4j.maven.stage;

import org.jspecify.annotations.Nullable;

/**
 * A failure whose message is written for the user of the plugin: it names the parameter as it
 * stands in the pom, the value, and the way out. Shown without a stack trace.
 */
public final class StageException extends Exception {
  private static final long serialVersionUID = 1L;

  public StageException(@Nullable String message) {
    super(message);
  }

  public StageException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
