package io.edge4j.maven.pipeline;

import io.edge4j.maven.benchmark.GateRule;
import io.edge4j.maven.benchmark.Protocol;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.stage.StageException;
import java.nio.file.Path;
import java.util.List;

/**
 * All that a build says about its model, read from the pom and not yet checked.
 *
 * @param modelVersion the version of the module that makes the model
 * @param dataset null for a model that was brought along without data: nothing measures accuracy
 * @param onnxModel a model brought along, which replaces training and export; null to train
 * @param quantization null for a goal that does not go as far
 * @param gates null for the defaults
 * @param policy which undecided gates fail the build
 * @param force runs every stage, fresh or not
 */
public record EdgeConfiguration(
    Workspace workspace,
    String modelVersion,
    DatasetSpec dataset,
    TrainingSettings training,
    ExportSettings export,
    Path onnxModel,
    QuantizationSettings quantization,
    Protocol protocol,
    List<GateRule> gates,
    GatePolicy policy,
    boolean force) {

  public EdgeConfiguration {
    gates = gates == null ? null : List.copyOf(gates);
  }

  /**
   * Refuses what cannot work, before anything is resolved or started.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  public void check(Goal goal) throws StageException {
    ConfigurationCheck.check(this, goal);
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
