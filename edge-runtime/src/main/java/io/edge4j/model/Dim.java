package io.edge4j.model;

import java.util.Optional;

/**
 * One axis of a shape: its size, or the symbol that stands for a size that is open. Within one
 * model, symbols of the same name have the same size.
 *
 * @param size of the axis; {@link #OPEN_SIZE} when the model leaves it open
 * @param symbol name of an open size; empty for a fixed size, and for an open one without a name
 * @since 0.1.0
 */
public record Dim(long size, Optional<String> symbol) {
  /** The {@link #size()} of an axis that the model leaves open. */
  public static final long OPEN_SIZE = -1;

  private static final Dim OPEN = new Dim(OPEN_SIZE, Optional.empty());

  public Dim {
    if (size < OPEN_SIZE) {
      throw new IllegalArgumentException("an axis has no size of " + size);
    }
    if (size != OPEN_SIZE && symbol.isPresent()) {
      throw new IllegalArgumentException(
          "an axis has either the size " + size + " or the symbol " + symbol.get());
    }
  }

  /** An axis of fixed size, 0 or more. */
  public static Dim of(long size) {
    if (size < 0) {
      throw new IllegalArgumentException("an axis has no size of " + size);
    }
    return new Dim(size, Optional.empty());
  }

  /** An open axis that shares its size with every other axis of that symbol. */
  public static Dim named(String symbol) {
    return new Dim(OPEN_SIZE, Optional.of(symbol));
  }

  /** An open axis without a name. */
  public static Dim open() {
    return OPEN;
  }

  /** Whether the model leaves the size to whoever calls it. */
  public boolean isOpen() {
    return size == OPEN_SIZE;
  }

  /** The size, the symbol, or {@code ?}. */
  @Override
  public String toString() {
    return isOpen() ? symbol.orElse("?") : Long.toString(size);
  }
}
