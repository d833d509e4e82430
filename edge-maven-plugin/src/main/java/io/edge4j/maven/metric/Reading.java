package io.edge4j.maven.metric;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.Statistic;
import io.edge4j.maven.measure.Student;
import io.edge4j.maven.metric.Metric.Nature;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
        Optional.of(one -> Optional.of(one.rounds().estimate(statistic))),
        Optional.of((one, other) -> Optional.of(one.rounds().ratioTo(other.rounds(), statistic))));
  }

  /** Something counted or weighed, or a ratio of two. Less is better. */
  static Reading figure(Function<Measurements, Optional<Double>> figure) {
    return new Reading(
        Direction.AT_MOST,
        Nature.EXACT,
        Optional.of(one -> figure.apply(one).map(Estimate::exact)),
        Optional.of(
            (one, other) ->
                figure
                    .apply(one)
                    .flatMap(a -> figure.apply(other).map(b -> a / b))
                    .map(Estimate::exact)));
  }

  /** Something that each cold start has one of, or a ratio of two by fork. Less is better. */
  static Reading start(Function<ColdStart, @Nullable Double> figure) {
    return new Reading(
        Direction.AT_MOST,
        Nature.SAMPLED,
        Optional.of(one -> values(one, figure).map(Student::of)),
        Optional.of(
            (one, other) ->
                values(one, figure)
                    .flatMap(own -> values(other, figure).map(others -> ratios(own, others)))
                    .map(Student::of)));
  }

  /** Of each start; empty when there was none, or the system does not say. */
  private static Optional<double[]> values(
      Measurements measurements, Function<ColdStart, @Nullable Double> figure) {
    List<Double> found =
        measurements.coldStarts().stream().map(figure).filter(Objects::nonNull).toList();
    return found.isEmpty() || found.size() < measurements.coldStarts().size()
        ? Optional.empty()
        : Optional.of(found.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double[] ratios(double[] own, double[] others) {
    return IntStream.range(0, Math.min(own.length, others.length))
        .mapToDouble(i -> own[i] / others[i])
        .toArray();
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
