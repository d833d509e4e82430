package io.edge4j.maven.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a trained network makes of each class of the test samples.
 *
 * @param classes in the order of the model's output; empty where nothing is known of any
 * @param mistakes samples of one class that were taken for another, the most frequent first
 * @param warning a sentence where the figures mislead; null otherwise
 */
public record PredictedClasses(
    List<Outcome> classes, List<Mistake> mistakes, @Nullable String warning) {
  /** Of a model that was not trained here, or that predicts values. */
  public static final PredictedClasses NONE = new PredictedClasses(List.of(), List.of(), null);

  /** A larger matrix is no table that anybody reads. */
  private static final int LARGEST_MATRIX = 20;

  public PredictedClasses {
    classes = List.copyOf(classes);
    mistakes = List.copyOf(mistakes);
  }

  /**
   * One class.
   *
   * @param samples of this class
   * @param correct of them told to be
   * @param predicted samples of any class told to be of this one
   */
  public record Outcome(String name, int samples, int correct, int predicted) {
    /** 1 without samples: nothing went wrong. */
    private double accuracy() {
      return samples == 0 ? 1 : (double) correct / samples;
    }
  }

  /**
   * Samples of one class that were taken for another.
   *
   * @param actual their class
   * @param predicted the class that they were taken for
   */
  public record Mistake(String actual, String predicted, int samples) {}

  boolean isEmpty() {
    return classes.isEmpty();
  }

  /**
   * A row per class, the least accurate first.
   *
   * @param named how many other classes a row names at most
   */
  Table table(int named) {
    Map<String, List<Mistake>> taken =
        mistakes.stream().collect(Collectors.groupingBy(Mistake::actual));
    List<List<String>> rows = new ArrayList<>();
    for (Outcome outcome :
        classes.stream().sorted(Comparator.comparingDouble(Outcome::accuracy)).toList()) {
      rows.add(
          List.of(
              outcome.name(),
              Integer.toString(outcome.samples()),
              share(outcome.correct(), outcome.samples()),
              share(outcome.correct(), outcome.predicted()),
              taken.getOrDefault(outcome.name(), List.of()).stream()
                  .limit(named)
                  .map(mistake -> mistake.predicted() + " (" + mistake.samples() + ")")
                  .collect(Collectors.joining(", "))));
    }
    return new Table(
        List.of("Class", "samples", "accuracy", "precision", "most often taken for"), rows);
  }

  /** Whether the classes are few enough for a matrix that can be read. */
  boolean hasMatrix() {
    return classes.size() <= LARGEST_MATRIX;
  }

  /** Samples by their class, a row each, and the class that was predicted, a column each. */
  Table matrix() {
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    for (Mistake mistake : mistakes) {
      counts
          .computeIfAbsent(mistake.actual(), any -> new HashMap<>())
          .put(mistake.predicted(), mistake.samples());
    }
    List<String> head = new ArrayList<>(List.of("is \\ predicted"));
    List<List<String>> rows = new ArrayList<>();
    for (Outcome actual : classes) {
      head.add(actual.name());
      List<String> row = new ArrayList<>(List.of(actual.name()));
      Map<String, Integer> others = counts.getOrDefault(actual.name(), Map.of());
      for (Outcome other : classes) {
        int count = other.equals(actual) ? actual.correct() : others.getOrDefault(other.name(), 0);
        row.add(Integer.toString(count));
      }
      rows.add(row);
    }
    return new Table(head, rows);
  }

  private static String share(int part, int whole) {
    return whole == 0 ? "-" : String.format(Locale.ROOT, "%.4f", (double) part / whole);
  }
}
