package io.edge4j.maven.quantize;

import io.edge4j.maven.compare.Differences;
import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.model.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A quantization report as lines that a person reads in the log. */
record QuantizationTable(QuantizationReport report) {
  /** A relative error from which on a result deserves a second look. */
  private static final double LARGE_ERROR = 0.1;

  /** The same of vectors that are compared by their angle. */
  private static final double SMALL_COSINE = 0.98;

  /** Times smaller; below it nobody calls a file so, and what it says of itself takes room. */
  private static final double JUST_SMALLER = 1.005;

  private static final int WORST_LAYERS = 3;

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s, %s: %,d bytes, %s than %,d",
            report.model(),
            Recipe.of(report.chosen()).map(Recipe::description).orElse(report.chosen()),
            report.sizes().optimizedBytes(),
            report.sizes().ratio() < JUST_SMALLER
                ? "no smaller"
                : String.format(Locale.ROOT, "%.2f times smaller", report.sizes().ratio()),
            report.sizes().fp32Bytes()));
    if (report.decision() != null) {
      lines.add(report.decision());
    }
    lines.add("runs in " + report.runtimes());
    lines.addAll(report.inputs());
    addAccuracy(lines);
    report
        .errors()
        .forEach(error -> lines.add("output " + error.output() + ": " + error.figures()));
    addFrozen(lines);
    addLayers(lines);
    addTrials(lines);
    report.calibrations().forEach(trial -> lines.add(trial.line()));
    report.refinements().forEach(tried -> lines.add(tried.line()));
    addNodes(lines);
    return lines;
  }

  /** What whoever ships the model should know. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    report.uncompared().forEach(output -> warnings.add("not compared with fp32: output " + output));
    double worst = new Differences(report.errors(), report.uncompared()).relativeError().orElse(0);
    if (report.judgedBy() == JudgedBy.COSINE ? isTurned() : worst > LARGE_ERROR) {
      String line =
          String.format(
              Locale.ROOT, "the relative error against fp32 is %.3f, which is much", worst);
      List<String> layers =
          report.layers().stream()
              .filter(layer -> layer.relativeError() != null)
              .limit(WORST_LAYERS)
              .map(
                  layer ->
                      String.format(
                          Locale.ROOT, "%s (%.3f)", layer.output(), layer.relativeError()))
              .toList();
      warnings.add(
          layers.isEmpty()
              ? line
              : line
                  + "; the worst layers are "
                  + String.join(", ", layers)
                  + ": <nodes><exclude> keeps some in fp32, <calibration>best</calibration>"
                  + " may help, <recipe>auto</recipe> decides by what it costs");
    }
    return warnings;
  }

  private boolean isTurned() {
    OptionalDouble cosine = new Differences(report.errors(), report.uncompared()).cosine();
    return cosine.isPresent() && cosine.getAsDouble() < SMALL_COSINE;
  }

  private void addFrozen(List<String> lines) {
    List<String> frozen = report.frozenInitializers();
    if (!frozen.isEmpty()) {
      lines.add(
          String.format(
              "%d initializers that were also inputs are constant now, the first is '%s';"
                  + " <freezeInitializers>false</freezeInitializers> leaves them alone",
              frozen.size(), frozen.get(0)));
    }
  }

  private void addAccuracy(List<String> lines) {
    QuantizationReport.Accuracy accuracy = report.accuracy();
    QuantizationReport.Prediction prediction = report.prediction();
    DatasetSummary dataset = report.dataset();
    String samples =
        dataset == null
            ? report.samples() + " seeded random inputs"
            : report.samples() + " test samples of " + dataset.name();
    if (accuracy != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "accuracy on %s: %.4f fp32, %.4f optimized, the same class for %.2f %%",
              samples,
              accuracy.fp32(),
              accuracy.optimized(),
              100 * accuracy.agreement()));
    } else if (prediction != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "root mean square error on %s: %.5g fp32, %.5g optimized, standard deviation of the"
                  + " values %.5g",
              samples,
              prediction.fp32(),
              prediction.optimized(),
              prediction.spread()));
    } else {
      lines.add("judged by " + report.judgedBy().words() + " on " + samples);
    }
  }

  /** The few that matter: the rest is in the JSON. */
  private void addLayers(List<String> lines) {
    report.layers().stream()
        .limit(5)
        .forEach(
            layer ->
                lines.add(
                    String.format(
                        "layer %s: relative error %s",
                        layer.output(), figure("%.5f", layer.relativeError()))));
  }

  private void addTrials(List<String> lines) {
    for (Trial trial : report.trials()) {
      lines.add(
          trial.micros() == null
              ? String.format("%-12s %s", trial.candidate(), trial.outcome())
              : measured(trial));
    }
  }

  private static String measured(Trial trial) {
    return String.format(
        Locale.ROOT,
        "%-12s %,10d bytes, %8.1f us, %.2f times fp32's speed (%.2f to %.2f)%s: %s",
        trial.candidate(),
        trial.sizeBytes(),
        trial.micros(),
        trial.speedup(),
        trial.speedupLow(),
        trial.speedupHigh(),
        figure(", accuracy %.4f", trial.accuracy())
            + figure(", root mean square error %.5g", trial.rmse())
            + figure(", relative error %.5f", trial.relativeError())
            + figure(", cosine %.5f", trial.cosine()),
        trial.outcome());
  }

  private void addNodes(List<String> lines) {
    for (NodeDecision node : report.nodes()) {
      if (node.outcome() != NodeDecision.Outcome.KEPT) {
        lines.add(
            String.format(
                "%-9s %-8s %s: %s",
                node.outcome().text(), node.opType(), node.node(), node.detail()));
      }
    }
  }

  private static String figure(String format, @Nullable Double value) {
    return value == null ? "" : String.format(Locale.ROOT, format, value);
  }
}
