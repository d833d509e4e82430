package io.edge4j.maven.train;

import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.dataset.Spread;
import io.edge4j.maven.dataset.StandardisedSamples;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What lies between raw numbers and those that a network learns from. It is part of the model: with
 * it, the model takes and gives raw numbers.
 *
 * @param columns one per value of a sample; empty where samples are taken as they are
 * @param target of the values to predict; null for classes
 */
public record Standardisation(List<Spread> columns, @Nullable Spread target) {
  /** For networks that take and give what they learn from. */
  public static final Standardisation NONE = new Standardisation(List.of(), null);

  public Standardisation {
    columns = List.copyOf(columns);
  }

  static Standardisation of(Dataset dataset) {
    return new Standardisation(dataset.columnSpreads(), dataset.targetSpread().orElse(null));
  }

  boolean isNone() {
    return columns.isEmpty() && target == null;
  }

  /** Raw samples as the network learns from them. */
  Samples of(Samples raw) {
    return isNone() ? raw : new StandardisedSamples(raw, columns, Optional.ofNullable(target));
  }

  /** How much of the target's own unit one standard deviation is; 1 for classes. */
  double unit() {
    return target == null ? 1 : target.std();
  }
}
