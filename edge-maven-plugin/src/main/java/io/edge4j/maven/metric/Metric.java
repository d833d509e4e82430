package io.edge4j.maven.metric;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.Statistic;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All metrics. A row is all that one needs: gates may ask for it, {@code benchmark.json} has it,
 * and the tables show it where it says.
 */
@SuppressWarnings("ImmutableEnumChecker") // Functions without state, and a set that nobody changes.
public enum Metric {
  P50(
      "p50Millis",
      "median",
      Form.MILLIS,
      Reading.time(Statistic.quantile(0.50)),
      Place.TABLE,
      Place.SPREAD),
  MEAN("meanMillis", "mean", Form.MILLIS, Reading.time(Statistic.MEAN), Place.TABLE),
  P95(
      "p95Millis",
      "p95",
      Form.MILLIS,
      Reading.time(Statistic.quantile(0.95)),
      Place.TABLE,
      Place.SPREAD),
  P99("p99Millis", "p99", Form.MILLIS, Reading.time(Statistic.quantile(0.99)), Place.TABLE),
  SPEEDUP(
      "speedup",
      "speed-up",
      Form.TIMES,
      Reading.pair(Direction.AT_LEAST, Nature.SAMPLED, Measurements::speedup)),
  SIZE(
      "sizeBytes",
      "size",
      Form.KIBIBYTES,
      Reading.figure(Measurements::sizeBytes).comparing(Measurements::sizeRatio),
      Place.TABLE),
  GZIP("gzipBytes", "gzip", Form.KIBIBYTES, Reading.figure(Measurements::gzipBytes), Place.DETAILS),
  ACCURACY(
      "accuracy",
      "accuracy",
      Form.SHARE,
      Reading.alone(Direction.AT_LEAST, Nature.EXACT, Measurements::accuracy),
      Place.TABLE,
      Place.SPREAD),
  ACCURACY_LOSS(
      "accuracyLoss",
      "accuracy lost",
      Form.DIFFERENCE_OF_SHARES,
      Reading.pair(Direction.AT_MOST, Nature.EXACT, Measurements::accuracyLoss)),
  RMSE(
      "rmse",
      "rmse",
      Form.VALUE,
      Reading.alone(Direction.AT_MOST, Nature.EXACT, Measurements::rmse),
      Place.TABLE),
  RMSE_INCREASE(
      "rmseIncrease",
      "rmse gained",
      Form.SHARE_OF_ERROR,
      Reading.pair(Direction.AT_MOST, Nature.EXACT, Measurements::rmseIncrease)),
  MAE(
      "mae",
      "mae",
      Form.VALUE,
      Reading.alone(Direction.AT_MOST, Nature.EXACT, Measurements::mae),
      Place.DETAILS),
  R2(
      "r2",
      "r2",
      Form.DETERMINATION,
      Reading.alone(Direction.AT_LEAST, Nature.EXACT, Measurements::r2),
      Place.TABLE),
  RELATIVE_ERROR(
      "relativeError",
      "relative error",
      Form.LIKENESS,
      Reading.pair(Direction.AT_MOST, Nature.EXACT, Measurements::relativeError)),
  COSINE(
      "cosine",
      "cosine",
      Form.COSINE,
      Reading.pair(Direction.AT_LEAST, Nature.EXACT, Measurements::cosine)),
  AGREEMENT(
      "agreement",
      "agreement",
      Form.LIKENESS,
      Reading.pair(Direction.AT_LEAST, Nature.EXACT, Measurements::agreement)),
  LOAD("loadMillis", "load", Form.MILLIS, Reading.start(ColdStart::loadMillis), Place.DETAILS),
  FIRST_PREDICTION(
      "firstPredictionMillis",
      "first prediction",
      Form.MILLIS,
      Reading.start(ColdStart::firstPredictionMillis),
      Place.DETAILS),
  MEMORY(
      "memoryBytes",
      "peak memory",
      Form.MEBIBYTES,
      Reading.start(ColdStart::memory),
      Place.DETAILS);

  /** How sure a value is, and so what decides a gate on it. */
  public enum Nature {
    /** A sample of what a machine does: the interval decides. */
    SAMPLED,
    /** Comes out the same every time, on every machine: the value decides. */
    EXACT
  }

  /** Where reports show a metric, beside {@code benchmark.json}, which has all. */
  public enum Place {
    /** The table that everyone sees. */
    TABLE,
    /** The interval, in the table of details. */
    SPREAD,
    /** The value, in the table of details. */
    DETAILS
  }

  private final String key;
  private final String label;
  private final Form form;
  private final Reading reading;
  private final Set<Place> places;

  /**
   * @param key as it stands in the pom and in {@code benchmark.json}
   * @param label at the head of a column, without the unit
   * @param form unit, and how values are written
   * @param reading where the value comes from, and which side of a limit is good
   * @param places where tables show it; none for a metric that compares two variants
   */
  Metric(String key, String label, Form form, Reading reading, Place... places) {
    this.key = key;
    this.label = label;
    this.form = form;
    this.reading = reading;
    this.places = Set.of(places);
  }

  public static Optional<Metric> named(String key) {
    return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
  }

  /** The keys of all. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(Metric::key).toList();
  }

  /** Those that a place shows, in their order. */
  public static List<Metric> at(Place place) {
    return Arrays.stream(values()).filter(metric -> metric.places.contains(place)).toList();
  }

  /** As it stands in the pom and in {@code benchmark.json}. */
  public String key() {
    return key;
  }

  /** In words, without the unit. */
  public String label() {
    return label;
  }

  /** The head of a column, such as {@code mean ms}. */
  public String heading() {
    return form.heading(label);
  }

  public Form form() {
    return form;
  }

  public Direction direction() {
    return reading.direction();
  }

  public Nature nature() {
    return reading.nature();
  }

  /** Of a value; a ratio of two variants is so many times the other. */
  public String unit(boolean isRelative) {
    return isRelative && allowsAlone() ? Form.TIMES.unit() : form.unit();
  }

  /** Whether it is found in one variant. */
  public boolean allowsAlone() {
    return reading.alone().isPresent();
  }

  /** Whether it compares two variants. */
  public boolean allowsRelative() {
    return reading.relative().isPresent();
  }

  /** An absolute time or amount of memory: true of one machine only. */
  public boolean isMachineBound(boolean isRelative) {
    return !isRelative && nature() != Nature.EXACT;
  }

  /** Empty when there is nothing to find it in, such as accuracy without a dataset. */
  public Optional<Estimate> of(Measurements variant) {
    return reading.alone().flatMap(alone -> alone.apply(variant));
  }

  /** Empty when there is nothing to find it in, or it cannot be compared. */
  public Optional<Estimate> of(Measurements variant, Measurements relativeTo) {
    return reading.relative().flatMap(relative -> relative.apply(variant, relativeTo));
  }
}
