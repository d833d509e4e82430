package io.edge4j.maven.report;

import com.google.gson.annotations.JsonAdapter;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.metric.Metric;
import io.edge4j.model.Recipe;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found of one variant. Times are in milliseconds for one run, that is for one batch.
 *
 * @param name such as {@code onnx-optimized}
 * @param recipe label of the one that its file was made by, as {@code edge.recipe} has it; null
 *     where no file says so
 * @param engine what ran it, with its version
 * @param samples timed runs that the time figures rest on
 * @param metrics by metric, those that are found in one variant; JSON has each as a field of its
 *     own and what is uncertain in {@code intervals} too
 * @param sdMillis standard deviation of single runs
 * @param correct test samples classified right; null without labelled data
 * @param testSamples size of the test set; null without labelled data
 * @param warmupRuns untimed runs until the times had settled, in the fork that needed most
 * @param settled whether the times had settled in every fork when timing began
 * @param quantilesMillis 101 values: percentiles 0 to 100 of single runs
 * @param throughput by batch size; empty unless asked for
 */
@JsonAdapter(VariantJson.class)
public record VariantReport(
    String name,
    @Nullable String recipe,
    String engine,
    int samples,
    Map<Metric, Estimate> metrics,
    double sdMillis,
    @Nullable Integer correct,
    @Nullable Integer testSamples,
    int warmupRuns,
    boolean settled,
    List<Double> quantilesMillis,
    List<Throughput> throughput) {

  /** A mean so many times the median is that of something else than the model. */
  private static final double MISLEADING = 1.25;

  public VariantReport {
    Map<Metric, Estimate> ordered = new EnumMap<>(Metric.class);
    ordered.putAll(metrics);
    metrics = Collections.unmodifiableMap(ordered);
  }

  /** Empty for what was not measured. */
  public Optional<Estimate> metric(Metric metric) {
    return Optional.ofNullable(metrics.get(metric));
  }

  /** NaN for what was not measured. */
  public double value(Metric metric) {
    return metric(metric).map(Estimate::value).orElse(Double.NaN);
  }

  /** A table's cell. */
  String text(Metric metric) {
    return metric(metric).map(found -> metric.form().text(found.value())).orElse("-");
  }

  /**
   * As tables and charts call it: the name, and beside it the recipe, such as {@code
   * onnx-optimized, dynamic int8}, unless the name says as much.
   */
  String title() {
    return recipeText()
        .filter(made -> !name.contains(made))
        .map(made -> name + ", " + made)
        .orElse(name);
  }

  /** How its file was made, such as {@code dynamic int8}; empty where no file says so. */
  Optional<String> recipeText() {
    return Optional.ofNullable(recipe)
        .map(label -> Recipe.of(label).map(Recipe::description).orElse(label));
  }

  /**
   * Whether a few slow runs outweigh all others in the mean, as on a busy machine: then the median
   * is the figure to go by.
   */
  public boolean meanMisleads() {
    return value(Metric.MEAN) > MISLEADING * value(Metric.P50);
  }

  /**
   * Batches of one size.
   *
   * @param batchSize samples in a run
   * @param p50Millis median time of a run, that is of a whole batch
   * @param samplesPerSecond samples of a batch by that time
   */
  public record Throughput(int batchSize, double p50Millis, double samplesPerSecond) {}
}
