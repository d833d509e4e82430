package io.edge4j.maven.report;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.metric.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A report in two sentences, for whoever reads no more: whether it passed, and what the optimized
 * model won and gave up.
 *
 * @param mood whether it is good news
 * @param sentence such as {@code Passed. onnx-optimized (dynamic int8) is 3.69 times smaller and
 *     1.25 times faster than onnx-fp32, and 0.15 points less accurate.}
 */
record Verdict(Mood mood, String sentence) {
  private static final String SUBJECT = "onnx-optimized";
  private static final String REFERENCE = "onnx-fp32";
  private static final String BASELINE = "baseline";

  /** A share below which nobody calls a file larger or smaller. */
  private static final double SAME_SIZE = 0.005;

  /** Points below which nobody calls a model more or less accurate. */
  private static final double SAME_ACCURACY = 0.005;

  /** How a report is received. */
  enum Mood {
    PASSED,
    WARNED,
    FAILED;

    /** As the page's style calls it. */
    String style() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Verdict of(BenchmarkReport report, GatePolicy policy) {
    List<GateResult> gates = report.gates();
    long failed = gates.stream().filter(gate -> policy.fails(gate, report.baseline())).count();
    long open = gates.stream().filter(gate -> policy.warns(gate, report.baseline())).count();
    String story = story(report);
    if (failed > 0) {
      return new Verdict(
          Mood.FAILED, "Failed: " + failed + " of " + counted(gates.size(), "gate") + ". " + story);
    }
    if (open > 0) {
      return new Verdict(Mood.WARNED, "Passed with " + counted(open, "warning") + ". " + story);
    }
    return new Verdict(Mood.PASSED, (gates.isEmpty() ? "No gates. " : "Passed. ") + story);
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** What the optimized model won and gave up; empty where there is none to compare with fp32. */
  private static String story(BenchmarkReport report) {
    List<VariantReport> optimized =
        report.variants().stream()
            .filter(variant -> VariantName.withoutSizes(variant.name()).equals(SUBJECT))
            .filter(variant -> beside(report, variant, REFERENCE).isPresent())
            .toList();
    if (optimized.isEmpty()) {
      return "";
    }
    Comparison first = beside(report, optimized.get(0), REFERENCE).orElseThrow();
    List<String> speeds = new ArrayList<>();
    for (VariantReport variant : optimized) {
      Comparison comparison = beside(report, variant, REFERENCE).orElseThrow();
      String sizes = VariantName.sizesOf(variant.name());
      speeds.add(speed(comparison.speedupInterval()) + (sizes.isEmpty() ? "" : " at " + sizes));
    }
    String how = optimized.get(0).recipeText().map(recipe -> " (" + recipe + ")").orElse("");
    return SUBJECT
        + how
        + " is "
        + size(first.sizeRatio())
        + " and "
        + String.join(", ", speeds)
        + " than "
        + REFERENCE
        + goodness(first)
        + "."
        + release(report, optimized.get(0));
  }

  private static Optional<Comparison> beside(
      BenchmarkReport report, VariantReport variant, String reference) {
    return report.comparison(
        variant.name(), VariantName.at(reference, VariantName.sizesOf(variant.name())));
  }

  private static String size(double timesSmaller) {
    if (Math.abs(timesSmaller - 1) < SAME_SIZE) {
      return "no smaller";
    }
    return timesSmaller > 1
        ? times(timesSmaller) + " smaller"
        : times(1 / timesSmaller) + " larger";
  }

  private static String speed(Estimate speedup) {
    if (speedup.low() <= 1 && speedup.high() >= 1) {
      return "neither faster nor slower";
    }
    return speedup.value() > 1
        ? times(speedup.value()) + " faster"
        : times(1 / speedup.value()) + " slower";
  }

  private static String goodness(Comparison comparison) {
    Double loss = comparison.accuracyLoss();
    if (loss != null) {
      double points = loss * 100;
      return Math.abs(points) < SAME_ACCURACY
          ? ", and as accurate"
          : String.format(
              Locale.ROOT,
              ", and %.2f points %s accurate",
              Math.abs(points),
              points > 0 ? "less" : "more");
    }
    Double increase = comparison.rmseIncrease();
    if (increase != null) {
      return String.format(
          Locale.ROOT, ", and its error is %+.2f %% of that one's", increase * 100);
    }
    Double cosine = comparison.cosine();
    Double error = comparison.relativeError();
    return cosine != null
        ? ", with outputs at a cosine of " + Metric.COSINE.form().text(cosine)
        : error != null
            ? ", with outputs that differ by " + Metric.RELATIVE_ERROR.form().text(error)
            : "";
  }

  /** Against the last release, where it was measured too. */
  private static String release(BenchmarkReport report, VariantReport optimized) {
    BaselineReport baseline = report.baseline();
    if (baseline == null || baseline.version() == null) {
      return "";
    }
    String name = VariantName.at(BASELINE, VariantName.sizesOf(optimized.name()));
    return report
        .comparison(name, optimized.name())
        .map(Comparison::speedupInterval)
        .map(Verdict::inverse)
        .map(speedup -> " It is " + speed(speedup) + " than release " + baseline.version() + ".")
        .orElse("");
  }

  private static Estimate inverse(Estimate ratio) {
    return new Estimate(1 / ratio.value(), 1 / ratio.high(), 1 / ratio.low());
  }

  private static String times(double ratio) {
    return String.format(Locale.ROOT, "%.3g times", ratio);
  }
}
