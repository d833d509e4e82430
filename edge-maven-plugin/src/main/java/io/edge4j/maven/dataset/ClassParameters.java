package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the pom says of a dataset that a class of the project gives.
 *
 * @param className of a DJL {@code Dataset}, or of a function from {@code Dataset.Usage} to one
 * @param task what its labels are
 * @param labels names of its classes by their number; empty to call them by it
 */
public record ClassParameters(String className, Task task, List<String> labels) {
  static final String CLASS_NAME = "className";
  static final String LABELS = "labels";
  static final String TEST_SHARE = "testShare";

  private static final Pattern NAME =
      Pattern.compile("\\p{javaJavaIdentifierStart}[\\p{javaJavaIdentifierPart}.]*");

  public ClassParameters {
    labels = List.copyOf(labels);
  }

  /**
   * Reads them, and checks what can be checked without the class.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  public static ClassParameters of(DatasetSpec spec) throws StageException {
    Parameters parameters = spec.options();
    Task task = Task.of(parameters);
    testShare(parameters);
    requireDirectory(spec);
    return new ClassParameters(className(parameters), task, labels(parameters, task));
  }

  static double testShare(Parameters parameters) throws StageException {
    return parameters.number(TEST_SHARE, 0.2, 0.01, 0.9);
  }

  private static String className(Parameters parameters) throws StageException {
    String name = parameters.text(CLASS_NAME, "");
    if (name.isEmpty()) {
      throw new StageException(
          "<className> in <parameters> of <dataset> is missing; <type> 'class' (edge.dataset) wants the full name of a class that is a DJL Dataset, for example com.example.Rings.");
    }
    if (!NAME.matcher(name).matches()) {
      throw parameters.refused(
          CLASS_NAME, "the full name of a class, for example com.example.Rings", null);
    }
    return name;
  }

  private static List<String> labels(Parameters parameters, Task task) throws StageException {
    if (!parameters.has(LABELS)) {
      return List.of();
    }
    if (task == Task.REGRESSION) {
      throw parameters.refused(
          LABELS, "left out where <task> is regression: a value to predict has no classes", null);
    }
    List<String> labels = parameters.texts(LABELS);
    if (labels.size() < 2 || labels.contains("") || new HashSet<>(labels).size() < labels.size()) {
      throw parameters.refused(
          LABELS, "two names or more, all different, separated by commas: inner,outer", null);
    }
    return labels;
  }

  private static void requireDirectory(DatasetSpec spec) throws StageException {
    if (spec.directory() != null && !Files.isDirectory(spec.directory())) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is '%s', which is no folder; name the folder that the class reads, or leave it out."
              .formatted(spec.directory()));
    }
  }
}
