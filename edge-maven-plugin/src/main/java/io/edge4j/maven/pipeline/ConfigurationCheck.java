package io.edge4j.maven.pipeline;

import io.edge4j.maven.benchmark.Baseline;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.ModelView;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.TrainingRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Refuses what cannot work, in this JVM and before anything is resolved, started or trained. Each
 * room checks what is its own.
 */
final class ConfigurationCheck {
  /** What can be a file name everywhere and a resource name without escaping. */
  private static final Pattern MODEL_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private ConfigurationCheck() {}

  static void check(EdgeConfiguration configuration, Goal goal) throws StageException, IOException {
    checkModelName(configuration.workspace().modelName());
    Path brought = configuration.onnxModel();
    DatasetSpec dataset = configuration.dataset();
    ModelView model =
        brought == null
            ? null
            : new BroughtModel(brought, configuration.inputs(), configuration.labels()).check();
    if (dataset != null) {
      checkDataset(dataset, configuration.offline());
    }
    if (model == null) {
      checkDescribesNoInputs(configuration.inputs());
      checkNamesNoClasses(configuration.labels());
      TrainingRules.validate(configuration.training());
      if (configuration.training().options().usesCuda()) {
        NativePlatform.requireCuda(System.getProperty("os.name"), System.getProperty("os.arch"));
        NvidiaDriver.ofThisMachine().require();
      }
    } else if (dataset != null) {
      Datasets.validateFor(model, dataset);
    }
    if (goal.includes(Goal.EXPORT)) {
      configuration.export().validate();
    }
    if (goal.includes(Goal.QUANTIZE)) {
      configuration.quantization().options().validate();
    }
    if (goal.includes(Goal.BENCHMARK)) {
      checkBenchmark(configuration);
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

  private static void checkDataset(DatasetSpec dataset, boolean offline) throws StageException {
    if (offline) {
      Datasets.validateOffline(dataset);
    } else {
      Datasets.validate(dataset);
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

  /** What is trained here has the classes of its dataset. */
  private static void checkNamesNoClasses(List<String> labels) throws StageException {
    if (!labels.isEmpty()) {
      throw new StageException(
          "<labels> (edge.labels) is "
              + labels
              + ", and a model that is trained here has the classes of its dataset; remove it, or"
              + " name a model that was trained elsewhere in <onnxModel> (edge.onnxModel)");
    }
  }

  private static void checkBenchmark(EdgeConfiguration configuration)
      throws StageException, IOException {
    List<String> others = new ArrayList<>(BenchmarkStep.variantNames(configuration));
    ReleaseQuery baseline = configuration.baseline();
    if (baseline != null) {
      baseline.validate();
      others.add(Baseline.VARIANT);
    }
    HistoryQuery history = configuration.history();
    if (history != null) {
      history.validate();
    }
    configuration.benchmark().validate(others);
  }
}
