package io.edge4j.model;

/**
 * Something known about a model's input, and where it comes from.
 *
 * @param value what is known
 * @param origin who says so
 * @param reason of an assumption, for people, for example {@code its table has 30522 rows}; empty
 *     for what was not assumed
 * @since 0.1.0
 */
public record Fact<T>(T value, Origin origin, String reason) {
  public Fact {
    if ((origin == Origin.ASSUMED) == reason.isEmpty()) {
      throw new IllegalArgumentException(
          "an assumption has a reason, and nothing else has; found "
              + origin
              + " '"
              + reason
              + "'");
    }
  }

  /** What the configuration, the metadata or the model says. */
  public static <T> Fact<T> of(T value, Origin origin) {
    return new Fact<>(value, origin, "");
  }

  /** A guess, and why it is a good one. */
  public static <T> Fact<T> assumed(T value, String reason) {
    return new Fact<>(value, Origin.ASSUMED, reason);
  }

  public boolean isAssumed() {
    return origin == Origin.ASSUMED;
  }
}
