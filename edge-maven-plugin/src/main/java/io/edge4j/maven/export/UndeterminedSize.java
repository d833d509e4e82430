package io.edge4j.maven.export;

/**
 * Leaves the translation of a trace because the runs so far allow several answers; a run with other
 * sizes would tell them apart. It never leaves this package.
 */
final class UndeterminedSize extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient AxisSizes sizes;
  private final UnsupportedCall refusal;

  UndeterminedSize(AxisSizes sizes, UnsupportedCall refusal) {
    super("undetermined without a run of " + sizes, null, false, false);
    this.sizes = sizes;
    this.refusal = refusal;
  }

  /** What to say when no more runs are made. */
  UnsupportedCall refusal() {
    return refusal;
  }

  /** Of the run that tells. */
  AxisSizes sizes() {
    return sizes;
  }
}
