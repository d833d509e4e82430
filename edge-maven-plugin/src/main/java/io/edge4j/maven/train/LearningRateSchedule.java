package io.edge4j.maven.train;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * How the learning rate goes down while a training goes on.
 *
 * @param name what {@code <learningRateSchedule>} says
 * @param factor from the share of all steps that is done, 0 to 1, to a factor on the learning rate
 */
record LearningRateSchedule(String name, DoubleUnaryOperator factor) {
  static final String LINEAR = "linear";

  /** Cosine: Loshchilov and Hutter, 2017, without restarts. */
  private static final List<LearningRateSchedule> ALL =
      List.of(
          new LearningRateSchedule("constant", done -> 1),
          new LearningRateSchedule(LINEAR, done -> 1 - done),
          new LearningRateSchedule(
              "cosine", done -> (1 + StrictMath.cos(StrictMath.PI * done)) / 2));

  static Optional<LearningRateSchedule> named(String name) {
    return ALL.stream().filter(schedule -> schedule.name().equals(name)).findFirst();
  }

  static List<String> names() {
    return ALL.stream().map(LearningRateSchedule::name).toList();
  }
}
