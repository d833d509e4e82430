package io.edge4j.runtime;

import java.io.Serial;

/** Values that the model cannot take: a wrong length, NaN or an infinity. */
public final class InvalidInputException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  InvalidInputException(String message) {
    super(message);
  }
}
