package io.edge4j.model;

/**
 * Where a fact about a model's inputs comes from, strongest first.
 *
 * @since 0.1.0
 */
public enum Origin {
  /** The configuration of the build. */
  POM,
  /** The {@code edge.*} metadata of the model. */
  METADATA,
  /** The shapes and types that the ONNX file declares. */
  DECLARED,
  /** Nobody said it. Whoever uses an assumption says so. */
  ASSUMED
}
