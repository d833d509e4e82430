package io.edge4j.maven.pipeline;

import io.edge4j.maven.benchmark.BenchmarkRequest;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.export.ExportOptions;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.quantize.QuantizationRequest;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.TrainingRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a build says about its model, read from the pom and not yet checked.
 *
 * @param modelVersion the version of the module that makes the model
 * @param projectDirectory where that module's pom is
 * @param dataset as the pom says it; null for a model that was brought along without data: nothing
 *     measures accuracy
 * @param training null when a model was brought along
 * @param export null for a goal that does not go as far
 * @param onnxModel a model brought along, which replaces training and export; null to train
 * @param inputs what the pom says of the inputs of a model that was brought along
 * @param labels names that the pom gives to the classes of a model that was brought along
 * @param quantization null for a goal that does not go as far
 * @param benchmark with the pom's own variants and without what only the build knows; null for a
 *     goal that does not go as far
 * @param baseline the earlier release to measure beside the others; null for none
 * @param history earlier releases that the report shows; null for a goal that does not go as far
 * @param offline whether nothing may be downloaded
 * @param force runs every stage, fresh or not
 */
public record EdgeConfiguration(
    Workspace workspace,
    String modelVersion,
    Path projectDirectory,
    @Nullable DatasetSpec dataset,
    @Nullable TrainingRequest training,
    @Nullable ExportOptions export,
    @Nullable Path onnxModel,
    InputSettings inputs,
    List<String> labels,
    @Nullable QuantizationRequest quantization,
    @Nullable BenchmarkRequest benchmark,
    @Nullable ReleaseQuery baseline,
    @Nullable HistoryQuery history,
    boolean offline,
    boolean force) {

  /**
   * Refuses what cannot work, before anything is resolved or started.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  public void check(Goal goal) throws StageException, IOException {
    ConfigurationCheck.check(this, goal);
  }

  /** How to train, for a build that does. */
  @Override
  public TrainingRequest training() {
    return configured(training, "training");
  }

  /** How to export, for a goal that goes as far. */
  @Override
  public ExportOptions export() {
    return configured(export, "export");
  }

  /** How to quantize, for a goal that goes as far. */
  @Override
  public QuantizationRequest quantization() {
    return configured(quantization, "quantization");
  }

  /** What to measure, for a goal that goes as far. */
  @Override
  public BenchmarkRequest benchmark() {
    return configured(benchmark, "benchmark");
  }

  /** Whoever asks for a part that the goal does not have is a fault of the plugin. */
  private static <T> T configured(@Nullable T part, String name) {
    return Optional.ofNullable(part)
        .orElseThrow(() -> new IllegalStateException("this build has no " + name));
  }

  /** A dataset that has to be read into files first: one that is a class of the project. */
  Optional<DatasetSpec> datasetToCollect() {
    return Optional.ofNullable(dataset).filter(Datasets::isClass);
  }

  boolean trains() {
    return onnxModel == null;
  }

  boolean usesProjectClasses() {
    return trains() && training().blockFactory() != null;
  }
}
