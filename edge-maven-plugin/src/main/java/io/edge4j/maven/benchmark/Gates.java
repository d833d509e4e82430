package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.Task;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.Student;
import io.edge4j.maven.metric.Direction;
import io.edge4j.maven.metric.Measurements;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.report.GateResult;
import io.edge4j.maven.report.GateResult.Outcome;
import io.edge4j.maven.stage.StageException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds rules against what was measured. Pure: a Maven JVM without any engine can validate a pom
 * with it.
 */
public final class Gates {
  private static final String OPTIMIZED = "onnx-optimized";
  private static final String FP32 = "onnx-fp32";

  /** Limits leave room for a model that the recipe left as it was, and for a noisy machine. */
  private static final List<GateRule> DEFAULTS =
      List.of(
          new GateRule(OPTIMIZED, Metric.SIZE.key(), 1.0, FP32),
          new GateRule(OPTIMIZED, Metric.ACCURACY_LOSS.key(), 0.01, FP32),
          new GateRule(OPTIMIZED, Metric.RMSE_INCREASE.key(), 0.05, FP32),
          new GateRule(OPTIMIZED, Metric.RELATIVE_ERROR.key(), 0.2, FP32),
          new GateRule(OPTIMIZED, Metric.SPEEDUP.key(), 0.95, FP32),
          new GateRule(OPTIMIZED, Metric.SPEEDUP.key(), 0.9, Baseline.VARIANT));

  /** How right a variant is, by what labels there are: one of these is a default. */
  private static final Set<String> RIGHT =
      Set.of(Metric.ACCURACY_LOSS.key(), Metric.RMSE_INCREASE.key(), Metric.RELATIVE_ERROR.key());

  private Gates() {}

  /** The metrics a rule may name. */
  public static List<String> metrics() {
    return Metric.keys();
  }

  /**
   * The gates of a pom that has none: they advise. None of them holds an absolute time, so they
   * mean the same on every machine: the optimized model is smaller than fp32, not slower, and about
   * as right; and not slower than the last release.
   *
   * @param variants the names that will be measured
   * @param task what the samples of the test set are labelled with, and so what being right is;
   *     empty without labels
   */
  public static List<GateRule> defaults(Collection<String> variants, Optional<Task> task) {
    Metric right =
        task.map(t -> t == Task.CLASSIFICATION ? Metric.ACCURACY_LOSS : Metric.RMSE_INCREASE)
            .orElse(Metric.RELATIVE_ERROR);
    return DEFAULTS.stream()
        .filter(rule -> !RIGHT.contains(rule.metric()) || rule.metric().equals(right.key()))
        .filter(rule -> variants.contains(rule.variant()))
        .filter(rule -> variants.contains(rule.relativeTo()))
        .toList();
  }

  /**
   * Refuses rules that could never be decided.
   *
   * @param variants the names that will be measured
   * @throws StageException names the gate, the value, and what is known
   */
  public static void validate(List<GateRule> rules, Collection<String> variants)
      throws StageException {
    for (int i = 0; i < rules.size(); i++) {
      validate(rules.get(i), "<gates>, gate " + (i + 1), variants);
    }
  }

  private static void validate(GateRule rule, String place, Collection<String> variants)
      throws StageException {
    Metric metric = metric(rule, place);
    known("variant", rule.variant(), place, variants);
    Double limit = rule.limit();
    if (limit == null) {
      throw new StageException(place + ": <limit> is missing. Give the bound for " + metric.key());
    }
    if (!Double.isFinite(limit)) {
      throw new StageException(place + ": <limit> is " + limit + ", but must be a finite number");
    }
    if (limit < 0 && !metric.form().mayBeNegative()) {
      throw new StageException(
          place
              + ": <limit> is "
              + Figures.plain(limit)
              + ", but "
              + metric.key()
              + " is never negative. Give a bound of 0 or more");
    }
    relation(rule, metric, place, variants);
  }

  private static Metric metric(GateRule rule, String place) throws StageException {
    return Metric.named(rule.metric())
        .orElseThrow(
            () ->
                new StageException(
                    place
                        + (rule.metric().isEmpty()
                            ? ": <metric> is missing"
                            : ": <metric> is '" + rule.metric() + "', which does not exist")
                        + ". Known metrics: "
                        + String.join(", ", metrics())));
  }

  private static void relation(
      GateRule rule, Metric metric, String place, Collection<String> variants)
      throws StageException {
    String relativeTo = rule.relativeTo();
    if (relativeTo == null) {
      if (!metric.allowsAlone()) {
        throw new StageException(
            place
                + ": "
                + metric.key()
                + " compares two variants. Add <relativeTo> with one of: "
                + String.join(", ", variants));
      }
      return;
    }
    if (!metric.allowsRelative()) {
      throw new StageException(
          place
              + ": "
              + metric.key()
              + " takes no <relativeTo> ('"
              + relativeTo
              + "'). Use accuracyLoss for the difference between two variants");
    }
    known("relativeTo", relativeTo, place, variants);
    if (relativeTo.equals(rule.variant())) {
      throw new StageException(
          place
              + ": <relativeTo> is '"
              + relativeTo
              + "', the variant itself. Name another one of: "
              + String.join(", ", variants));
    }
  }

  private static void known(
      String parameter, String value, String place, Collection<String> variants)
      throws StageException {
    if (!variants.contains(value)) {
      throw new StageException(
          place
              + ": <"
              + parameter
              + "> is "
              + (value.isEmpty() ? "missing" : "'" + value + "', which is not measured")
              + ". Known variants: "
              + String.join(", ", variants));
    }
  }

  /**
   * Decides every rule.
   *
   * @param rules valid ones
   * @param measurements by variant; a variant that could not be measured is absent
   * @param absences why a variant is absent, by name
   * @param look how sure a sampled value must be
   */
  static List<GateResult> evaluate(
      List<GateRule> rules,
      Map<String, Measurements> measurements,
      Map<String, String> absences,
      Look look) {
    return rules.stream().map(rule -> evaluate(rule, measurements, absences, look)).toList();
  }

  private static GateResult evaluate(
      GateRule rule,
      Map<String, Measurements> measurements,
      Map<String, String> absences,
      Look look) {
    Metric metric = Metric.named(rule.metric()).orElseThrow();
    Measurements own = measurements.get(rule.variant());
    if (own == null) {
      return absent(rule, metric, rule.variant(), absences);
    }
    String relativeTo = rule.relativeTo();
    Measurements other = relativeTo == null ? null : measurements.get(relativeTo);
    if (relativeTo != null && other == null) {
      return absent(rule, metric, relativeTo, absences);
    }
    Optional<Estimate> found = other == null ? metric.of(own) : metric.of(own, other);
    if (found.isEmpty()) {
      return result(
          rule,
          metric,
          Outcome.NOT_MEASURED,
          null,
          "no " + metric.key() + ": " + metric.form().absence());
    }
    Estimate value = found.get();
    return result(
            rule,
            metric,
            decide(metric, Student.atTail(value, look.tail()), rule.bound()),
            value,
            Figures.withInterval(value, metric.unit(other != null)))
        .seeing(power(rule, metric, value, own, other, look));
  }

  private static GateResult.@Nullable Power power(
      GateRule rule,
      Metric metric,
      Estimate value,
      Measurements own,
      @Nullable Measurements other,
      Look look) {
    if (other == null) {
      return Sensitivity.of(value, null, look);
    }
    return metric == Metric.ACCURACY_LOSS
        ? own.lossPower(other).map(power -> Sensitivity.ofLoss(power, rule.bound())).orElse(null)
        : Sensitivity.of(value, rule.bound(), look);
  }

  private static GateResult absent(
      GateRule rule, Metric metric, String variant, Map<String, String> absences) {
    String why = absences.getOrDefault(variant, "it was not part of this run");
    return result(rule, metric, Outcome.NOT_MEASURED, null, "no " + variant + ": " + why);
  }

  static Outcome decide(Metric metric, Estimate value, double limit) {
    Direction direction = metric.direction();
    if (metric.nature() != Metric.Nature.SAMPLED) {
      return direction.holds(value.value(), limit) ? Outcome.PASSED : Outcome.FAILED;
    }
    boolean low = direction.holds(value.low(), limit);
    boolean high = direction.holds(value.high(), limit);
    if (low != high) {
      return Outcome.INCONCLUSIVE;
    }
    return low ? Outcome.PASSED : Outcome.FAILED;
  }

  private static GateResult result(
      GateRule rule, Metric metric, Outcome outcome, @Nullable Estimate value, String found) {
    boolean relative = rule.relativeTo() != null;
    return new GateResult(
        rule.sentence(metric),
        outcome,
        found,
        metric.direction().sign()
            + " "
            + Figures.plain(rule.bound())
            + Figures.suffix(metric.unit(relative)),
        rule.variant(),
        rule.metric(),
        rule.relativeTo(),
        rule.bound(),
        value,
        metric.isMachineBound(relative),
        null,
        false,
        null);
  }
}
