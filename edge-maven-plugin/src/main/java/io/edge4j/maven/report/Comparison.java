package io.edge4j.maven.report;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.metric.Metric;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One variant beside another, from rounds that ran both.
 *
 * @param variant the one looked at
 * @param relativeTo the one it is held against
 * @param speedup how many times faster it is: median over the rounds of the other's time divided by
 *     this one's; above 1 is faster
 * @param speedupInterval its 95 % interval, by Student's t over forks
 * @param sizeRatio how many times smaller the model file is; 1 where only its metadata makes it
 *     larger
 * @param accuracyLoss accuracy of the other minus this one's; negative when this one is better,
 *     null without labelled data
 * @param accuracyLossInterval its 95 % interval from the test samples on which the two differ; null
 *     with it
 * @param rmseIncrease by which share of the other's the root mean square error is larger; null
 *     without values to predict
 * @param relativeError of the output that differs most; null where none holds numbers with a
 *     fraction
 * @param cosine of the output that differs most; null where none is a vector
 * @param agreement share of samples given the same class, or of values that are equal where there
 *     are no classes; null where there is neither
 * @param uncompared a line per output that could not be compared, with the reason
 */
public record Comparison(
    String variant,
    String relativeTo,
    double speedup,
    Estimate speedupInterval,
    double sizeRatio,
    @Nullable Double accuracyLoss,
    @Nullable Estimate accuracyLossInterval,
    @Nullable Double rmseIncrease,
    @Nullable Double relativeError,
    @Nullable Double cosine,
    @Nullable Double agreement,
    List<String> uncompared) {

  public Comparison {
    uncompared = uncompared == null ? List.of() : List.copyOf(uncompared);
  }

  /** What is shown where there are no labels to say how good a variant is; empty without value. */
  Optional<Double> likeness(Metric metric) {
    return Optional.ofNullable(
        switch (metric) {
          case RELATIVE_ERROR -> relativeError;
          case COSINE -> cosine;
          case AGREEMENT -> agreement;
          default -> null;
        });
  }
}
