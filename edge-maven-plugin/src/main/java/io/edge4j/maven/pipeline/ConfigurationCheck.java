package io.edge4j.maven.pipeline;

import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.TrainingRules;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.OnnxHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;

/**
 * Refuses what cannot work, in this JVM and before anything is resolved, started or trained. Each
 * room checks what is its own.
 */
final class ConfigurationCheck {
  /** What can be a file name everywhere and a resource name without escaping. */
  private static final Pattern MODEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private static final int OLDEST_OPSET = 13;
  private static final int NEWEST_OPSET = 21;

  private ConfigurationCheck() {}

  static void check(EdgeConfiguration configuration, Goal goal) throws StageException, IOException {
    checkModelName(configuration.workspace().modelName());
    if (configuration.dataset() != null) {
      checkDataset(configuration);
    }
    if (configuration.trains()) {
      checkDescribesNoInputs(configuration.inputs());
      TrainingRules.validate(TrainStep.request(configuration));
    } else {
      checkBroughtAlong(configuration);
    }
    if (goal.includes(Goal.EXPORT)) {
      checkExport(configuration.export());
    }
    if (goal.includes(Goal.QUANTIZE)) {
      configuration.quantization().options().validate();
    }
    if (goal.includes(Goal.BENCHMARK)) {
      configuration.benchmark().validate(BenchmarkStep.variantNames(configuration));
    }
  }

  private static void checkModelName(String modelName) throws StageException {
    if (!MODEL_NAME.matcher(modelName).matches()) {
      throw new StageException(
          "<modelName> (edge.modelName) is '"
              + modelName
              + "'; it names files and resources, so give it letters, digits, '.', '_' and '-' "
              + "only, for example garments-classifier");
    }
  }

  private static void checkDataset(EdgeConfiguration configuration) throws StageException {
    if (configuration.offline()) {
      Datasets.validateOffline(configuration.dataset());
    } else {
      Datasets.validate(configuration.dataset());
    }
  }

  private static void checkBroughtAlong(EdgeConfiguration configuration)
      throws StageException, IOException {
    if (!Files.isRegularFile(configuration.onnxModel())) {
      throw new StageException(
          "<onnxModel> (edge.onnxModel) is "
              + configuration.onnxModel()
              + ", and there is no such file; name an ONNX file, or leave it out to train one");
    }
    try {
      OnnxHeader model = ModelFiles.of(configuration.onnxModel()).header();
      ModelMetadata metadata =
          ModelMetadata.read(model.metadata(), model.inputs(), model.outputs());
      configuration.inputs().statedIn(metadata.inputs());
    } catch (ModelFormatException e) {
      throw new StageException("<onnxModel> (edge.onnxModel): " + e.getMessage(), e);
    }
  }

  /** What is trained here takes what its dataset has. */
  private static void checkDescribesNoInputs(InputSettings inputs) throws StageException {
    if (!inputs.isEmpty()) {
      throw new StageException(
          (inputs.inputs().isEmpty() ? "<dimensions>" : "<inputs>")
              + " says what a model takes that was trained elsewhere, and this build trains one;"
              + " remove it, or name the model in <onnxModel> (edge.onnxModel)");
    }
  }

  private static void checkExport(ExportSettings export) throws StageException {
    if (export.opset() < OLDEST_OPSET || export.opset() > NEWEST_OPSET) {
      throw new StageException(
          "<opset> (edge.opset) is "
              + export.opset()
              + "; the exporter writes opsets "
              + OLDEST_OPSET
              + " to "
              + NEWEST_OPSET
              + ", for example 17");
    }
    if (!(export.tolerance() > 0) || Double.isInfinite(export.tolerance())) {
      throw new StageException(
          "<exportTolerance> (edge.exportTolerance) is "
              + export.tolerance()
              + "; give the largest difference that passes, for example 0.0001");
    }
  }
}
