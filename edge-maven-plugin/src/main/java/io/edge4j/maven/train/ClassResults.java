package io.edge4j.maven.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of each class of the test split.
 *
 * @param classes in the dataset's order
 * @param confusions the confusion matrix without its diagonal and its zeros, the most frequent
 *     first
 */
public record ClassResults(List<ClassResult> classes, List<Confusion> confusions) {
  /** Of a standard normal variable: a constant answer exceeds it once in twenty. */
  private static final double ONE_SIDED_95 = 1.645;

  public ClassResults {
    classes = List.copyOf(classes);
    confusions = List.copyOf(confusions);
  }

  /**
   * One class.
   *
   * @param name as the dataset has it
   * @param samples of this class
   * @param correct how many of them were told to be
   * @param predicted how many samples of any class were told to be of this one
   * @param accuracy {@code correct / samples}; null without samples
   */
  public record ClassResult(
      String name, int samples, int correct, int predicted, @Nullable Double accuracy) {}

  /**
   * Samples of one class that were told to be of another.
   *
   * @param actual the class that they are of
   * @param predicted the class that they were told to be of
   */
  public record Confusion(String actual, String predicted, int samples) {}

  /**
   * Reads a confusion matrix.
   *
   * @param counts samples by their class and the class that was predicted
   */
  static ClassResults of(List<String> names, int[][] counts) {
    List<ClassResult> classes = new ArrayList<>();
    List<Confusion> confusions = new ArrayList<>();
    for (int actual = 0; actual < counts.length; actual++) {
      int samples = 0;
      int told = 0;
      for (int other = 0; other < counts.length; other++) {
        int count = counts[actual][other];
        samples += count;
        told += counts[other][actual];
        if (other != actual && count > 0) {
          confusions.add(new Confusion(names.get(actual), names.get(other), count));
        }
      }
      int correct = counts[actual][actual];
      classes.add(
          new ClassResult(
              names.get(actual),
              samples,
              correct,
              told,
              samples == 0 ? null : (double) correct / samples));
    }
    confusions.sort(Comparator.comparingInt(Confusion::samples).reversed());
    return new ClassResults(classes, confusions);
  }

  /**
   * A sentence when the network is no better than one that always says the class with the most
   * samples, within the noise of so many samples.
   */
  public Optional<String> majorityWarning() {
    int samples = classes.stream().mapToInt(ClassResult::samples).sum();
    ClassResult largest =
        classes.stream().max(Comparator.comparingInt(ClassResult::samples)).orElse(null);
    if (largest == null || samples == 0) {
      return Optional.empty();
    }
    double share = (double) largest.samples() / samples;
    double noise = ONE_SIDED_95 * Math.sqrt(share * (1 - share) / samples);
    double accuracy = (double) classes.stream().mapToInt(ClassResult::correct).sum() / samples;
    return accuracy > share + noise
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the accuracy of %.4f is no better than always saying '%s', which is %.4f of the %,d test samples (noise %.4f); look at the accuracy of each class; <classWeights>balanced</classWeights> makes a rare one count as much as others",
                accuracy,
                Objects.requireNonNull(largest).name(),
                share,
                samples,
                noise));
  }
}
