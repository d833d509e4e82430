package io.edge4j.maven.quantize;

import io.edge4j.model.Recipe;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What recipe auto took, in a line that a person can repeat: what it wins over fp32 and over the
 * next best, and what it gives up.
 *
 * @param trials all of them; one is the chosen one
 */
record Decision(List<Trial> trials) {
  static final String CHOSEN = "chosen";

  /**
   * The line.
   *
   * @param loss of the chosen one, beside what is allowed
   */
  String line(String loss) {
    Trial chosen = the(trial -> trial.outcome().equals(CHOSEN)).orElseThrow();
    Optional<Trial> next = the(trial -> !trial.equals(chosen) && !isFp32(trial));
    if (isFp32(chosen)) {
      return "auto keeps fp32"
          + next.map(Decision::notTaken).orElse(": there is nothing else that works");
    }
    return String.format(
        Locale.ROOT,
        "auto takes %s: %s, %.2f times smaller; it gives up: %s%s",
        chosen.candidate(),
        speed(chosen),
        (double) size(the(Decision::isFp32).orElseThrow()) / size(chosen),
        loss,
        next.map(Decision::nextBest).orElse(""));
  }

  private static boolean isFp32(Trial trial) {
    return trial.recipe() == Recipe.FP32;
  }

  /** The fastest that was measured of those. */
  private Optional<Trial> the(Predicate<Trial> wanted) {
    return trials.stream()
        .filter(trial -> trial.speedup() != null)
        .filter(wanted)
        .max(Comparator.comparing(trial -> Objects.requireNonNull(trial.speedup())));
  }

  private static String notTaken(Trial next) {
    return ": the fastest of the others, "
        + next.candidate()
        + ", has "
        + speed(next)
        + " and is not taken: "
        + next.outcome();
  }

  private static String nextBest(Trial next) {
    return String.format(
        Locale.ROOT,
        "; the fastest of the others is %s with %.2f times: %s",
        next.candidate(),
        next.speedup(),
        next.outcome());
  }

  private static String speed(Trial trial) {
    return String.format(
        Locale.ROOT,
        "%.2f times fp32's speed (%.2f to %.2f)",
        trial.speedup(),
        trial.speedupLow(),
        trial.speedupHigh());
  }

  private static long size(Trial trial) {
    return Objects.requireNonNull(trial.sizeBytes());
  }
}
