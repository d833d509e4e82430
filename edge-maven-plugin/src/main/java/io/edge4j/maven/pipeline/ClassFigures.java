package io.edge4j.maven.pipeline;

import io.edge4j.maven.report.PredictedClasses;
import io.edge4j.maven.report.PredictedClasses.Mistake;
import io.edge4j.maven.report.PredictedClasses.Outcome;
import io.edge4j.maven.train.ClassResults;
import io.edge4j.maven.train.TrainingReport;

/** What {@code training.json} says of each class, for the page of the benchmark. */
final class ClassFigures {
  private ClassFigures() {}

  static PredictedClasses of(TrainingReport report) {
    ClassResults results = report.classes();
    return results == null
        ? PredictedClasses.NONE
        : new PredictedClasses(
            results.classes().stream()
                .map(c -> new Outcome(c.name(), c.samples(), c.correct(), c.predicted()))
                .toList(),
            results.confusions().stream()
                .map(c -> new Mistake(c.actual(), c.predicted(), c.samples()))
                .toList(),
            results.majorityWarning().orElse(null));
  }
}
