package io.edge4j.maven.benchmark;

import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.report.GateResult;
import io.edge4j.maven.report.VariantName;
import io.edge4j.maven.report.VariantReport;
import io.edge4j.model.Recipe;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What would help where a default gate did not pass. It names parameters as they stand in the pom.
 *
 * @param asked recipe of the pom, such as {@code auto}; null when unknown
 * @param variants what was measured
 */
record Advice(@Nullable String asked, List<VariantReport> variants) {
  private static final String AUTO = "auto";
  private static final String SET_AUTO = "set <recipe>auto</recipe> (edge.recipe)";
  private static final String BOTH_ARE_FP32 =
      "both run the same in fp32, for nothing was quantized: the machine is busy";
  private static final String FP16_IS_NOT_FASTER =
      "fp16 computes as fp32 does, in half the size: measured differences are those of the machine";

  /** The same results as defaults, with what would help beside those that did not pass. */
  List<GateResult> on(List<GateResult> gates) {
    return gates.stream().map(gate -> gate.advising(helpFor(gate))).toList();
  }

  private @Nullable String helpFor(GateResult gate) {
    return switch (gate.outcome()) {
      case PASSED, NOT_MEASURED -> null;
      case INCONCLUSIVE -> helpForUndecided(gate);
      case FAILED -> helpForFailed(gate);
    };
  }

  /** What no number of forks would decide: the speed of two that run the same kernels. */
  private @Nullable String helpForUndecided(GateResult gate) {
    String relativeTo = gate.relativeTo();
    boolean besideFp32 =
        metric(gate) == Metric.SPEEDUP && relativeTo != null && !isBaseline(relativeTo);
    Optional<Recipe> made = recipe(gate.variant());
    if (besideFp32 && made.equals(Optional.of(Recipe.FP16))) {
      return FP16_IS_NOT_FASTER;
    }
    return besideFp32 && made.equals(Optional.of(Recipe.FP32))
        ? BOTH_ARE_FP32
        : "a quiet machine or more <benchmark><forks> (edge.benchmark.forks) would decide it";
  }

  private static Metric metric(GateResult gate) {
    return Metric.named(gate.metric()).orElseThrow();
  }

  private static boolean isBaseline(String variant) {
    return VariantName.withoutSizes(variant).equals(Baseline.VARIANT);
  }

  private @Nullable String helpForFailed(GateResult gate) {
    Recipe made = recipe(gate.variant()).orElse(Recipe.FP32);
    Metric metric = metric(gate);
    String relativeTo = gate.relativeTo();
    if (metric == Metric.SPEEDUP && relativeTo != null && isBaseline(relativeTo)) {
      return "slower than the last release: compare quantize.json of both, and state the limit that"
          + " you accept in <gates>";
    }
    if (made == Recipe.FP32) {
      return metric == Metric.SPEEDUP ? BOTH_ARE_FP32 : "nothing was quantized, see quantize.json";
    }
    return switch (metric) {
      case SPEEDUP -> slower(made);
      case SIZE ->
          "larger than fp32 although layers were quantized: scales and new nodes weigh more than"
              + " the weights of so small a network save; set <recipe>fp32</recipe> (edge.recipe)";
      default -> lessRight(made);
    };
  }

  private String slower(Recipe made) {
    if (made == Recipe.FP16) {
      return FP16_IS_NOT_FASTER;
    }
    if (AUTO.equals(asked)) {
      return "it was faster when recipe auto tried it: the machine is busy";
    }
    return made == Recipe.DYNAMIC
        ? "this network is too small for dynamic int8: " + SET_AUTO
        : "this network gains nothing from " + made.description() + ": " + SET_AUTO;
  }

  private String lessRight(Recipe made) {
    if (AUTO.equals(asked)) {
      return "recipe auto judged by other samples: lower <maxAccuracyLoss> (edge.maxAccuracyLoss),"
          + " or without labels <maxRelativeError> (edge.maxRelativeError)";
    }
    return made == Recipe.STATIC
        ? "raise <calibrationSamples> (edge.calibrationSamples), set"
            + " <calibration>best</calibration> (edge.calibration), or leave the layers that"
            + " quantize.json shows first in fp32 by <nodes><exclude>"
        : "leave layers in fp32 by <nodes><exclude>, or "
            + SET_AUTO
            + ", which also tries static with ranges measured on <dataset>";
  }

  private Optional<Recipe> recipe(String variant) {
    return variants.stream()
        .filter(report -> report.name().equals(variant))
        .findFirst()
        .map(VariantReport::recipe)
        .flatMap(Recipe::of);
  }
}
