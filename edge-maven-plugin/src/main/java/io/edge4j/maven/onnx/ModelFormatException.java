package io.edge4j.maven.onnx;

import java.io.IOException;

/**
 * A file is no usable ONNX model. The message says where in the file and why; it never blames
 * anything but the file.
 */
public final class ModelFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public ModelFormatException(String message) {
    super(message);
  }

  public ModelFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
