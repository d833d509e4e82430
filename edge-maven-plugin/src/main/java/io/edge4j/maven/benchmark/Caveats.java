package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.report.BaselineReport;
import io.edge4j.maven.report.Comparison;
import io.edge4j.maven.report.VariantReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a reader must know before quoting a figure. */
final class Caveats {
  private Caveats() {}

  /**
   * @param forksMissing planned forks that the time bound cut off
   */
  static List<String> of(
      BenchmarkRequest request,
      List<VariantReport> reports,
      List<Comparison> comparisons,
      int forksMissing) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Times belong to this machine. Speed-ups come from runs interleaved in one process and are "
            + "medians over rounds, so they may differ from the quotient of two medians.");
    if (request.variants().stream().anyMatch(v -> v.kind() == Variant.Kind.PYTORCH)) {
      notes.add(
          "PyTorch eager was measured through DJL, where a prediction of a small model costs two to "
              + "three times what it costs in Python: against PyTorch in Python the speed-ups are "
              + "smaller by that much.");
    }
    dataset(request.dataset(), notes);
    comparisons.forEach(
        comparison ->
            comparison
                .uncompared()
                .forEach(
                    output ->
                        notes.add(
                            "Not compared between "
                                + comparison.variant()
                                + " and "
                                + comparison.relativeTo()
                                + ": output "
                                + output
                                + ".")));
    baseline(request.baseline(), notes);
    reports.stream()
        .filter(report -> !report.settled())
        .map(Caveats::unsettled)
        .forEach(notes::add);
    reports.stream()
        .filter(VariantReport::meanMisleads)
        .map(Caveats::misleading)
        .forEach(notes::add);
    if (forksMissing > 0) {
      notes.add(
          forksMissing
              + " of the planned JVMs were left out: <benchmark><timeoutSeconds> "
              + "(edge.benchmark.timeoutSeconds) had been reached.");
    }
    return notes;
  }

  private static void dataset(@Nullable DatasetSpec dataset, List<String> notes) {
    if (dataset == null) {
      notes.add("There was no dataset: inputs were random, and nothing is known of the accuracy.");
    } else if (Datasets.isSynthetic(dataset)) {
      notes.add(
          "The dataset is synthetic: the samples of "
              + dataset.origin()
              + " are made by the plugin. Its accuracies compare variants with each other, not with "
              + "published results.");
    }
  }

  private static void baseline(@Nullable Baseline baseline, List<String> notes) {
    if (baseline != null) {
      BaselineReport report = baseline.report();
      notes.add(
          baseline.file() == null
              ? "There is no baseline (" + report.outcome() + "): " + baseline.reason() + "."
              : "The baseline is "
                  + baseline.requested()
                  + " in version "
                  + baseline.version()
                  + ", measured again beside the others.");
    }
  }

  private static String misleading(VariantReport report) {
    return String.format(
        Locale.ROOT,
        "The mean of %s is %.1f times its median: other work on the machine held some runs up. Go by"
            + " the median.",
        report.name(),
        report.value(Metric.MEAN) / report.value(Metric.P50));
  }

  private static String unsettled(VariantReport report) {
    return "The times of "
        + report.name()
        + " had not settled when timing began, after "
        + report.warmupRuns()
        + " runs: the machine is busy, or the model still warms up.";
  }
}
