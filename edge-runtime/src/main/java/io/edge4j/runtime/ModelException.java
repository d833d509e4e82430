package io.edge4j.runtime;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A file or resource that is no model, or a model that this runtime cannot run.
 *
 * @since 0.1.0
 */
public final class ModelException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  ModelException(String message) {
    super(message);
  }

  ModelException(@Nullable String message, Throwable cause) {
    super(message, cause);
  }
}
