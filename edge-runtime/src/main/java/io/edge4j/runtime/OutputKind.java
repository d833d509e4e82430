package io.edge4j.runtime;

import java.util.Locale;

/** What the numbers in a model's output mean; {@code edge.output} in the model's metadata. */
public enum OutputKind {
  /** Unnormalised scores of exclusive classes: softmax makes probabilities of them. */
  LOGITS,
  /** Probabilities of exclusive classes, taken as they are. */
  PROBABILITIES,
  /** Anything else, such as a regression: no probabilities can be told. */
  VALUES;

  static OutputKind of(String name) throws ModelException {
    for (OutputKind kind : values()) {
      if (kind.metadataName().equals(name)) {
        return kind;
      }
    }
    throw new ModelException(
        "The model's metadata says edge.output="
            + name
            + "; known are logits, probabilities and"
            + " values.");
  }

  /** The name in the model's metadata. */
  public String metadataName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
