package io.edge4j.runtime;

import java.io.Serial;

/**
 * ONNX Runtime failed at a prediction whose input had been found valid.
 *
 * @since 0.1.0
 */
public final class PredictionException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  PredictionException(String message, Throwable cause) {
    super(message, cause);
  }
}
