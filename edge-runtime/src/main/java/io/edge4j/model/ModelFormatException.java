package io.edge4j.model;

import java.io.IOException;
import java.io.Serial;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file is no usable ONNX model: it is something else, it is damaged, or its external data is
 * missing. The message names the file and says why; where a usual mistake explains it, also what to
 * do.
 *
 * @since 0.1.0
 */
public final class ModelFormatException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  public ModelFormatException(String message) {
    super(message);
  }

  public ModelFormatException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Never null: there is always a reason. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
