package io.edge4j.runtime.batch;

import java.io.IOException;
import java.io.Serial;

/**
 * A worker found another model under the name of the one that it was sent for.
 *
 * @since 0.1.0
 */
public final class ModelMismatchException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  ModelMismatchException(String message) {
    super(message);
  }
}
