package io.edge4j.maven.report;

import com.google.gson.annotations.SerializedName;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.metric.Direction;
import io.edge4j.maven.metric.Metric;
import java.math.BigDecimal;
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
 * @param power what the measurements could tell; null where they leave no doubt
 * @param advisory whether it is a default of a pom without gates: it advises, and fails no build
 * @param advice what would help, in a sentence without its full stop; null when nothing is known
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
    boolean machineBound,
    @Nullable Power power,
    boolean advisory,
    @Nullable String advice) {
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

  /**
   * What a gate's measurements could tell at all.
   *
   * @param smallestEffect the smallest difference that they tell from none in 95 of 100 cases, as a
   *     share: 0.01 is 1 %
   * @param forksNeeded how many forks would see what the limit asks for; null when these do, and
   *     where test samples count
   * @param samples test samples that the difference was found on; null where forks count
   * @param samplesNeeded how many test samples would see what the limit asks for; null likewise
   */
  public record Power(
      double smallestEffect,
      @Nullable Integer forksNeeded,
      @Nullable Integer samples,
      @Nullable Long samplesNeeded) {

    /** Of what was timed in several forks. */
    public static Power ofForks(double smallestEffect, @Nullable Integer needed) {
      return new Power(smallestEffect, needed, null, null);
    }

    /** Of what was counted on a test set. */
    public static Power ofSamples(double smallestEffect, int samples, @Nullable Long needed) {
      return new Power(smallestEffect, null, samples, needed);
    }

    String text() {
      if (samples != null) {
        String seen =
            String.format(
                Locale.ROOT,
                "on %d test samples a loss of %.2g or more would be seen",
                samples,
                smallestEffect);
        return samplesNeeded == null
            ? seen
            : String.format(
                Locale.ROOT,
                "%s, but the limit asks for less: it takes about %.0f samples",
                seen,
                twoDigits(samplesNeeded.doubleValue()));
      }
      double percent = smallestEffect * 100;
      String seen =
          String.format(
              Locale.ROOT,
              percent < 100
                  ? "differences of %.2g %% or more would be seen"
                  : "differences of %.0f %% or more would be seen",
              percent);
      return forksNeeded == null
          ? seen
          : seen + ", but the limit asks for less: it takes about " + forksNeeded + " forks";
    }

    /** Rounded up: more digits would claim what nobody knows. */
    private static double twoDigits(double count) {
      double unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(count)) - 1));
      return Math.ceil(count / unit) * unit;
    }
  }

  /** The same with what its measurements could tell. */
  public GateResult seeing(@Nullable Power seen) {
    return with(seen, advisory, advice);
  }

  /** The same as a default, which only advises. */
  public GateResult advising(@Nullable String help) {
    return with(power, true, help);
  }

  /** The same as a device's own gate: absolute times are right in their place there. */
  GateResult on(String device) {
    return new GateResult(
        rule + " on " + device,
        outcome,
        found,
        expected,
        variant,
        metric,
        relativeTo,
        limit,
        value,
        false,
        power,
        advisory,
        advice);
  }

  private GateResult with(@Nullable Power seen, boolean advises, @Nullable String help) {
    return new GateResult(
        rule,
        outcome,
        found,
        expected,
        variant,
        metric,
        relativeTo,
        limit,
        value,
        machineBound,
        seen,
        advises,
        help);
  }

  /** Whether the rule asks for the earlier release. */
  boolean needsBaseline() {
    return BASELINE.equals(variant) || BASELINE.equals(relativeTo);
  }

  /** Whether it asks for a reader's attention and is no failure. */
  boolean warnsOnly() {
    return advisory && outcome != Outcome.PASSED;
  }

  /** Whether it passed on a test set that is too small to hold a loss as small as the limit. */
  boolean sawTooLittle() {
    return outcome == Outcome.PASSED && power != null && power.samplesNeeded() != null;
  }

  /**
   * The rule in words, such as {@code size of onnx-optimized at most 1 times that of onnx-fp32}.
   */
  String words() {
    Metric asked = Metric.named(metric).orElseThrow();
    String bound =
        (asked.direction() == Direction.AT_LEAST ? " at least " : " at most ")
            + BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString();
    if (relativeTo == null) {
      String unit = asked.form().unit();
      return asked.label() + " of " + variant + bound + (unit.isEmpty() ? "" : " " + unit);
    }
    return asked.allowsAlone()
        ? asked.label() + " of " + variant + bound + " times that of " + relativeTo
        : asked.label() + " of " + variant + " against " + relativeTo + bound;
  }

  /** One line for a log: outcome, rule, found, expected, and what would help. */
  public String line() {
    String place = machineBound ? " (absolute: holds for one machine)" : "";
    return (advisory ? "Default gate " : "Gate ")
        + outcome.text()
        + ": "
        + rule
        + place
        + ": found "
        + found
        + ", expected "
        + expected
        + (power == null ? "" : "; " + power.text())
        + (advice == null ? "" : "; " + advice);
  }
}
