package io.edge4j.runtime;

import io.edge4j.model.OutputKind;
import java.util.List;
import java.util.Optional;

/**
 * How a model is opened. Immutable: each {@code with} method gives a changed copy.
 *
 * @param threads intra-op threads of ONNX Runtime, at least 1. More than one pays only for large
 *     models; they never spin while they wait.
 * @param output what the output means, for a model whose metadata does not say; overrides metadata
 * @param labels class names by index, for a model whose metadata has none; overrides metadata
 * @since 0.1.0
 */
public record EdgeOptions(int threads, Optional<OutputKind> output, Optional<List<String>> labels) {
  public EdgeOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1.");
    }
    labels = labels.map(List::copyOf);
  }

  /** One thread, and everything else as the model says. */
  public static EdgeOptions defaults() {
    return new EdgeOptions(1, Optional.empty(), Optional.empty());
  }

  public EdgeOptions withThreads(int count) {
    return new EdgeOptions(count, output, labels);
  }

  public EdgeOptions withOutput(OutputKind kind) {
    return new EdgeOptions(threads, Optional.of(kind), labels);
  }

  public EdgeOptions withLabels(List<String> names) {
    return new EdgeOptions(threads, output, Optional.of(names));
  }
}
