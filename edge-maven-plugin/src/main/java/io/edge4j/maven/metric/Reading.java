package io.edge4j.maven.metric;

import io.edge4j.maven.measure.Bootstrap;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.Statistic;
import io.edge4j.maven.metric.Metric.Nature;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * How a metric comes out of what was measured.
 *
 * @param direction which side of a limit is good
 * @param nature how sure its value is
 * @param alone finds it in one variant; empty for one that compares two
 * @param relative finds it in two; empty for one that cannot be compared
 */
record Reading(
    Direction direction,
    Nature nature,
    Optional<Function<Measurements, Optional<Estimate>>> alone,
    Optional<BiFunction<Measurements, Measurements, Optional<Estimate>>> relative) {

  /** A statistic of run times, or a ratio of two. */
  static Reading time(Statistic statistic) {
    return new Reading(
        Direction.AT_MOST,
        Nature.SAMPLED,
        Optional.of(one -> Optional.of(Bootstrap.of(one.rounds(), statistic))),
        Optional.of(
            (one, other) -> Optional.of(Bootstrap.ratio(one.rounds(), other.rounds(), statistic))));
  }

  /** Something counted, weighed or measured once, or a ratio of two. Less is better. */
  static Reading figure(Nature nature, Function<Measurements, Optional<Double>> figure) {
    return new Reading(
        Direction.AT_MOST,
        nature,
        Optional.of(one -> figure.apply(one).map(Estimate::exact)),
        Optional.of(
            (one, other) ->
                figure
                    .apply(one)
                    .flatMap(a -> figure.apply(other).map(b -> a / b))
                    .map(Estimate::exact)));
  }

  /** The same alone, and compared in another way. */
  Reading comparing(BiFunction<Measurements, Measurements, Optional<Estimate>> comparison) {
    return new Reading(direction, nature, alone, Optional.of(comparison));
  }

  /** What only one variant has. */
  static Reading alone(
      Direction direction, Nature nature, Function<Measurements, Optional<Estimate>> alone) {
    return new Reading(direction, nature, Optional.of(alone), Optional.empty());
  }

  /** What only two variants have. */
  static Reading pair(
      Direction direction,
      Nature nature,
      BiFunction<Measurements, Measurements, Optional<Estimate>> relative) {
    return new Reading(direction, nature, Optional.empty(), Optional.of(relative));
  }
}
