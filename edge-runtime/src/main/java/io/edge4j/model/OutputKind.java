package io.edge4j.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the numbers in a model's output mean; {@code edge.output} in the model's metadata.
 *
 * @since 0.1.0
 */
public enum OutputKind {
  /** Unnormalised scores of exclusive classes: softmax makes probabilities of them. */
  LOGITS,
  /** Probabilities of exclusive classes, taken as they are. */
  PROBABILITIES,
  /** Anything else, such as a regression: no probabilities can be told. */
  VALUES;

  /** The name in the model's metadata. */
  public String metadataName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of that {@link #metadataName()}. */
  public static Optional<OutputKind> of(String metadataName) {
    return Arrays.stream(values())
        .filter(kind -> kind.metadataName().equals(metadataName))
        .findFirst();
  }
}
