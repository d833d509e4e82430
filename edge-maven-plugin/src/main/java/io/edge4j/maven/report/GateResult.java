package io.edge4j.maven.report;

import com.google.gson.annotations.SerializedName;
import io.edge4j.maven.measure.Estimate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one gate.
 *
 * @param rule the rule as a sentence, such as {@code onnx-optimized speedup over onnx-fp32 >= 1.05}
 * @param outcome one of four
 * @param found what was measured, with unit and interval, or why nothing was
 * @param expected the limit with its direction and unit
 * @param variant that the rule is about
 * @param metric that the rule is about
 * @param relativeTo the other variant; null for an absolute rule
 * @param limit the bound as the pom gives it
 * @param value what was measured, as numbers; null when nothing was
 * @param machineBound whether the rule holds absolute times and so belongs to one machine
 */
public record GateResult(
    String rule,
    Outcome outcome,
    String found,
    String expected,
    String variant,
    String metric,
    @Nullable String relativeTo,
    double limit,
    @Nullable Estimate value,
    boolean machineBound) {
  /** The variant that is an earlier release. */
  private static final String BASELINE = "baseline";

  /** The four ways a gate can end. */
  public enum Outcome {
    @SerializedName("passed")
    PASSED,
    @SerializedName("failed")
    FAILED,
    /** The interval straddles the limit, also after the extra rounds. */
    @SerializedName("inconclusive")
    INCONCLUSIVE,
    /** There was nothing to hold against the limit: no dataset, no baseline. */
    @SerializedName("not-measured")
    NOT_MEASURED;

    /** As reports write it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether the rule asks for the earlier release. */
  boolean needsBaseline() {
    return BASELINE.equals(variant) || BASELINE.equals(relativeTo);
  }

  /** One line for a log: outcome, rule, found, expected. */
  public String line() {
    String place = machineBound ? " (absolute: holds for one machine)" : "";
    return "Gate "
        + outcome.text()
        + ": "
        + rule
        + place
        + ": found "
        + found
        + ", expected "
        + expected;
  }
}
