package io.edge4j.maven.pipeline;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * All that a build says about its model, read from the pom and not yet checked.
 *
 * @param modelVersion the version of the module that makes the model
 * @param projectDirectory where that module's pom is
 * @param dataset null for a model that was brought along without data: nothing measures accuracy
 * @param onnxModel a model brought along, which replaces training and export; null to train
 * @param inputs what the pom says of the inputs of a model that was brought along
 * @param quantization null for a goal that does not go as far
 * @param benchmark null for a goal that does not go as far
 * @param offline whether nothing may be downloaded
 * @param force runs every stage, fresh or not
 */
public record EdgeConfiguration(
    Workspace workspace,
    String modelVersion,
    Path projectDirectory,
    DatasetSpec dataset,
    TrainingSettings training,
    ExportSettings export,
    Path onnxModel,
    InputSettings inputs,
    QuantizationSettings quantization,
    BenchmarkSettings benchmark,
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

  boolean collectsDataset() {
    return dataset != null && Datasets.isClass(dataset);
  }

  /** The dataset as every stage can read it; null for none. */
  DatasetSpec samples() {
    DatasetSpec readable =
        collectsDataset() ? Datasets.stored(dataset, workspace.dataset()) : dataset;
    return readable == null || trains() ? readable : readable.withBroughtModel();
  }

  boolean trains() {
    return onnxModel == null;
  }

  /** The fp32 model that quantization starts from. */
  Path fp32() {
    return trains() ? workspace.fp32() : onnxModel;
  }

  boolean usesProjectClasses() {
    return trains() && training.blockFactory() != null;
  }
}
