package io.edge4j.maven.quantize;

import java.util.Objects;

/** Why a node stays as it is; the message goes into the report. */
final class NotQuantizable extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean hasWeight;

  NotQuantizable(String reason) {
    this(reason, true);
  }

  private NotQuantizable(String reason, boolean hasWeight) {
    super(reason, null, false, false);
    this.hasWeight = hasWeight;
  }

  /** For a node of an operator that may have a weight, and has none. */
  static NotQuantizable withoutWeight(String reason) {
    return new NotQuantizable(reason, false);
  }

  /** Never null: there is always a reason. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  NodeDecision.Outcome outcome() {
    return hasWeight ? NodeDecision.Outcome.SKIPPED : NodeDecision.Outcome.KEPT;
  }
}
