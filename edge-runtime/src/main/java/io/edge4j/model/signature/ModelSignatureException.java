package io.edge4j.model.signature;

import java.io.IOException;

/**
 * A model whose signature is missing, damaged, made with another key, or made for other bytes.
 *
 * @since 0.1.0
 */
public final class ModelSignatureException extends IOException {
  private static final long serialVersionUID = 1L;

  public ModelSignatureException(String message) {
    super(message);
  }

  ModelSignatureException(String message, Throwable cause) {
    super(message, cause);
  }
}
