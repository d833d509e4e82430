package io.edge4j.maven.quantize;

/** Why a node stays as it is; the message goes into the report. */
final class NotQuantizable extends Exception {
  private static final long serialVersionUID = 1L;

  NotQuantizable(String reason) {
    super(reason, null, false, false);
  }
}
