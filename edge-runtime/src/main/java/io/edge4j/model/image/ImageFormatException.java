package io.edge4j.model.image;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * An image that is damaged, or encoded in a way that is not read.
 *
 * @since 0.1.0
 */
public final class ImageFormatException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final String reason;

  private ImageFormatException(String name, String reason, @Nullable Throwable cause) {
    super(name + " cannot be read: " + reason + ".", cause);
    this.reason = reason;
  }

  static ImageFormatException damaged(String what) {
    return damaged(what, null);
  }

  static ImageFormatException damaged(String what, @Nullable Throwable cause) {
    return new ImageFormatException("The image", what + "; repair or replace it", cause);
  }

  /**
   * @param wayOut what to do instead
   */
  static ImageFormatException unsupported(String what, String wayOut) {
    return new ImageFormatException("The image", what + "; " + wayOut, null);
  }

  /** The same, said of a file. */
  ImageFormatException of(String file) {
    return new ImageFormatException(file, reason, this);
  }

  /** What is wrong, at which byte where that is known, and what to do; without the file's name. */
  public String reason() {
    return reason;
  }
}
