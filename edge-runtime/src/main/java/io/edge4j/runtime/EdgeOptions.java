package io.edge4j.runtime;

import io.edge4j.model.OutputKind;
import io.edge4j.model.signature.VerificationKey;
import java.util.List;
import java.util.Optional;

/**
 * How a model is opened. Immutable: each {@code with} method gives a changed copy.
 *
 * @param threads intra-op threads of ONNX Runtime, at least 1. More than one pays only for large
 *     models; they never spin while they wait.
 * @param output what the output means, for a model whose metadata does not say; overrides metadata
 * @param labels class names by index, for a model whose metadata has none; overrides metadata
 * @param key opens only models that this key has signed; the signature lies beside the model, under
 *     its name and {@code .sig}
 * @since 0.1.0
 */
public record EdgeOptions(
    int threads,
    Optional<OutputKind> output,
    Optional<List<String>> labels,
    Optional<VerificationKey> key) {
  /** The environment variable that names a public key, or is one. */
  static final String KEY = "EDGE_MODEL_KEY";

  public EdgeOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + "; it must be at least 1.");
    }
    labels = labels.map(List::copyOf);
  }

  /**
   * One thread, and everything else as the model says. Where the environment variable {@code
   * EDGE_MODEL_KEY} names a file with a public key in PEM, or is its text, only models that this
   * key has signed are opened: who runs an application decides that, and not who wrote it.
   *
   * @throws IllegalArgumentException when the variable names no such key
   */
  public static EdgeOptions defaults() {
    return new EdgeOptions(
        1,
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(System.getenv(KEY)).map(text -> VerificationKey.ofVariable(KEY, text)));
  }

  public EdgeOptions withThreads(int count) {
    return new EdgeOptions(count, output, labels, key);
  }

  public EdgeOptions withOutput(OutputKind kind) {
    return new EdgeOptions(threads, Optional.of(kind), labels, key);
  }

  public EdgeOptions withLabels(List<String> names) {
    return new EdgeOptions(threads, output, Optional.of(names), key);
  }

  /** Opens only models that this key has signed. */
  public EdgeOptions withKey(VerificationKey trusted) {
    return new EdgeOptions(threads, output, labels, Optional.of(trusted));
  }

  /** Opens models whether they are signed or not, also where the environment names a key. */
  public EdgeOptions withoutKey() {
    return new EdgeOptions(threads, output, labels, Optional.empty());
  }
}
