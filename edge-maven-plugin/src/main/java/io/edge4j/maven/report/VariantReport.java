package io.edge4j.maven.report;

import io.edge4j.maven.measure.Estimate;
import io.edge4j.model.Recipe;
import java.util.List;

/**
 * What was found of one variant. Times are in milliseconds for one run, that is for one batch.
 *
 * @param name such as {@code onnx-optimized}
 * @param recipe label of the one that its file was made by, as {@code edge.recipe} has it; null
 *     where no file says so
 * @param engine what ran it, with its version
 * @param samples timed runs that the time figures rest on
 * @param meanMillis arithmetic mean
 * @param sdMillis standard deviation of single runs
 * @param p50Millis median
 * @param p95Millis 95th percentile
 * @param p99Millis 99th percentile
 * @param intervals 95 % bootstrap intervals of the mean and the percentiles
 * @param sizeBytes bytes of the model file
 * @param gzipBytes bytes of the model file after gzip
 * @param accuracy share of the test set that was classified right; null without labelled data
 * @param correct test samples classified right
 * @param testSamples size of the test set
 * @param accuracyInterval 95 % Wilson interval of the accuracy
 * @param coldStart loading and first prediction in a JVM of its own; null when not measured
 * @param warmupRuns untimed runs until the times had settled, in the fork that needed most
 * @param settled whether the times had settled in every fork when timing began
 * @param quantilesMillis 101 values: percentiles 0 to 100 of single runs
 * @param throughput by batch size; empty unless asked for
 */
public record VariantReport(
    String name,
    String recipe,
    String engine,
    int samples,
    double meanMillis,
    double sdMillis,
    double p50Millis,
    double p95Millis,
    double p99Millis,
    Intervals intervals,
    long sizeBytes,
    long gzipBytes,
    Double accuracy,
    Integer correct,
    Integer testSamples,
    Estimate accuracyInterval,
    ColdStart coldStart,
    int warmupRuns,
    boolean settled,
    List<Double> quantilesMillis,
    List<Throughput> throughput) {

  /**
   * As tables and charts call it: the name, and beside it the recipe, such as {@code
   * onnx-optimized, dynamic int8}, unless the name says as much.
   */
  String title() {
    if (recipe == null) {
      return name;
    }
    String made = Recipe.of(recipe).map(Recipe::description).orElse(recipe);
    return name.contains(made) ? name : name + ", " + made;
  }

  /** 95 % bootstrap intervals over forks and rounds, in milliseconds. */
  public record Intervals(Estimate mean, Estimate p50, Estimate p95, Estimate p99) {}

  /**
   * One start of a JVM that opens this variant alone.
   *
   * @param loadMillis from nothing loaded to a model that can predict, the engine's start included
   * @param firstPredictionMillis the first prediction after that
   * @param memoryBytes peak resident memory of that JVM; null where the system does not say
   */
  public record ColdStart(double loadMillis, double firstPredictionMillis, Long memoryBytes) {}

  /**
   * Batches of one size.
   *
   * @param batchSize samples in a run
   * @param p50Millis median time of a run, that is of a whole batch
   * @param samplesPerSecond samples of a batch by that time
   */
  public record Throughput(int batchSize, double p50Millis, double samplesPerSecond) {}
}
