package io.edge4j.maven.benchmark;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.Statistic;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a gate can hold against a limit.
 *
 * @param key as it stands in the pom and in {@code benchmark.json}
 * @param unit of the value; a ratio of two variants has none
 * @param direction which side of a limit is good
 * @param nature how sure its value is
 * @param alone finds it in one variant; null for one that compares two
 * @param relative finds it in two; null for one that cannot be compared
 */
record Metric(
    String key,
    String unit,
    Direction direction,
    Nature nature,
    Function<Measurements, Optional<Estimate>> alone,
    BiFunction<Measurements, Measurements, Optional<Estimate>> relative) {

  /** How sure a value is, and so what decides a gate on it. */
  enum Nature {
    /** A sample of what a machine does: the interval decides. */
    SAMPLED,
    /** Comes out the same every time, on every machine: the value decides. */
    EXACT,
    /** Measured once on this machine: the value decides, and says little elsewhere. */
    MEASURED_ONCE
  }

  static final List<Metric> ALL =
      List.of(
          time("meanMillis", Statistic.MEAN),
          time("p50Millis", Statistic.P50),
          time("p95Millis", Statistic.P95),
          time("p99Millis", Statistic.P99),
          pair("speedup", "x", Direction.AT_LEAST, Nature.SAMPLED, Measurements::speedup),
          figure("sizeBytes", "bytes", Nature.EXACT, Measurements::sizeBytes),
          figure("gzipBytes", "bytes", Nature.EXACT, Measurements::gzipBytes),
          new Metric(
              "accuracy", "", Direction.AT_LEAST, Nature.EXACT, Measurements::accuracy, null),
          pair("accuracyLoss", "", Direction.AT_MOST, Nature.EXACT, Measurements::accuracyLoss),
          figure("loadMillis", "ms", Nature.MEASURED_ONCE, Measurements::loadMillis),
          figure(
              "firstPredictionMillis",
              "ms",
              Nature.MEASURED_ONCE,
              Measurements::firstPredictionMillis),
          figure("memoryBytes", "bytes", Nature.MEASURED_ONCE, Measurements::memoryBytes));

  private static Metric time(String key, Statistic statistic) {
    return new Metric(
        key,
        "ms",
        Direction.AT_MOST,
        Nature.SAMPLED,
        e -> Optional.of(e.time(statistic)),
        (e, other) -> Optional.of(e.ratio(other, statistic)));
  }

  private static Metric figure(
      String key, String unit, Nature nature, Function<Measurements, Optional<Double>> figure) {
    return new Metric(
        key,
        unit,
        Direction.AT_MOST,
        nature,
        e -> figure.apply(e).map(Estimate::exact),
        (e, other) ->
            figure.apply(e).flatMap(a -> figure.apply(other).map(b -> a / b)).map(Estimate::exact));
  }

  private static Metric pair(
      String key,
      String unit,
      Direction direction,
      Nature nature,
      BiFunction<Measurements, Measurements, Optional<Estimate>> relative) {
    return new Metric(key, unit, direction, nature, null, relative);
  }

  static Optional<Metric> named(String key) {
    return ALL.stream().filter(m -> m.key.equals(key)).findFirst();
  }

  static List<String> names() {
    return ALL.stream().map(Metric::key).toList();
  }

  String unit(boolean isRelative) {
    return isRelative && allowsAlone() ? "x" : unit;
  }

  boolean allowsAlone() {
    return alone != null;
  }

  boolean allowsRelative() {
    return relative != null;
  }

  boolean mayBeNegative() {
    return key.equals("accuracyLoss");
  }

  /** An absolute time or amount of memory: true of one machine only. */
  boolean isMachineBound(boolean isRelative) {
    return !isRelative && nature != Nature.EXACT;
  }

  /** Empty when there is nothing to find it in, such as accuracy without a dataset. */
  Optional<Estimate> find(Measurements variant, Measurements relativeTo) {
    return relativeTo == null ? alone.apply(variant) : relative.apply(variant, relativeTo);
  }
}
