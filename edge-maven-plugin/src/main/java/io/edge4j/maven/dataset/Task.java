package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.util.Arrays;
import java.util.Locale;

/** What the labels of a dataset are: the parameter {@value #PARAMETER} of formats that need it. */
public enum Task {
  /** Labels are classes. */
  CLASSIFICATION,

  /** Labels are values to predict. */
  REGRESSION;

  static final String PARAMETER = "task";

  static Task of(Parameters parameters) throws StageException {
    String chosen =
        parameters.choice(
            PARAMETER, CLASSIFICATION.word(), Arrays.stream(values()).map(Task::word).toList());
    return valueOf(chosen.toUpperCase(Locale.ROOT));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
