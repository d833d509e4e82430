package io.edge4j.maven.onnx;

import java.util.Objects;

/**
 * A node that cannot be written in the operators of a later opset; the message says which and why.
 */
final class CannotRaise extends Exception {
  private static final long serialVersionUID = 1L;

  CannotRaise(Node node, String reason) {
    super("the " + node + " cannot be written in a later one: " + reason);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
