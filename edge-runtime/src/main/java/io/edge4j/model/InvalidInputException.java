package io.edge4j.model;

import java.io.Serial;

/**
 * Values that the model cannot take: a wrong length, NaN, an infinity or none at all. Whoever makes
 * samples of records throws it for a record that no sample can be made of.
 *
 * @since 0.1.0
 */
public final class InvalidInputException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  /**
   * @param message what was expected and what was found
   */
  public InvalidInputException(String message) {
    super(message);
  }
}
