package io.edge4j.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How an image whose sides have another ratio gets the size that a model takes.
 *
 * @since 0.1.0
 */
public enum Resize {
  /** Height and width are resized each for itself; the whole image is seen, out of proportion. */
  STRETCH,
  /** The largest part of the model's proportions, cut out of the middle; the margins are lost. */
  CROP;

  /** As it stands in the pom and in metadata, for example {@code crop}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of that {@link #label()}. */
  public static Optional<Resize> of(String label) {
    return Arrays.stream(values()).filter(resize -> resize.label().equals(label)).findFirst();
  }
}
