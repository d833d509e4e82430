package io.edge4j.maven.benchmark;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.report.VariantReport;
import java.util.ArrayList;
import java.util.List;

/** What a reader must know before quoting a figure. */
final class Notes {
  /** The embedded dataset, drawn by the plugin itself. */
  private static final String SYNTHETIC = "garments";

  private Notes() {}

  static List<String> of(
      List<Variant> variants, DatasetSpec dataset, List<VariantReport> reports, int forksMissing) {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Times belong to this machine. Speed-ups come from runs interleaved in one process and are "
            + "medians over rounds, so they may differ from the quotient of two means.");
    if (variants.stream().anyMatch(v -> v.kind() == Variant.Kind.PYTORCH)) {
      notes.add(
          "PyTorch eager was measured through DJL, where a prediction of a small model costs two to "
              + "three times what it costs in Python: against PyTorch in Python the speed-ups are "
              + "smaller by that much.");
    }
    if (dataset != null && SYNTHETIC.equals(dataset.type())) {
      notes.add(
          "The dataset is synthetic: garments is drawn by the plugin and is not Fashion-MNIST. Its "
              + "accuracies compare variants with each other, not with published results.");
    }
    for (VariantReport report : reports) {
      if (!report.settled()) {
        notes.add(
            "The times of "
                + report.name()
                + " had not settled when timing began (after "
                + report.warmupRuns()
                + " runs): the machine is busy, or the model still warms up.");
      }
    }
    if (forksMissing > 0) {
      notes.add(
          "The time limit ended the benchmark " + forksMissing + " forks before its planned end.");
    }
    return notes;
  }
}
