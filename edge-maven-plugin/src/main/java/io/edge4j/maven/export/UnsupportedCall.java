package io.edge4j.maven.export;

/**
 * Leaves the block's code from inside a traced call, where no checked exception can pass. It never
 * leaves this package: {@link OnnxExporter} turns it into an {@link ExportException}.
 */
final class UnsupportedCall extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedCall(String message) {
    super(message);
  }

  /** The message that a block's author needs: what, where, why, what else. */
  static UnsupportedCall of(String operation, String place, String reason) {
    return new UnsupportedCall(operation + " at " + place + " cannot be exported: " + reason);
  }
}
