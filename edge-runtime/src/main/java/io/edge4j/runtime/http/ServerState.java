package io.edge4j.runtime.http;

/** What {@code /healthz} tells. */
enum ServerState {
  /** The model is being loaded and warmed; predictions wait. */
  STARTING,
  UP,
  /**
   * The model's self-test failed: this machine computes something else, so nothing is predicted.
   */
  FAILED,
  /** Requests in flight are answered, then the server ends. */
  DRAINING
}
