package io.edge4j.maven.pipeline;

import io.edge4j.maven.benchmark.DeviceBenchmark;
import io.edge4j.maven.bom.BomSubject;
import io.edge4j.maven.bom.MlBom;
import io.edge4j.maven.quantize.QuantizationReport;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.stage.WholeFile;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.maven.worker.WorkerException;
import io.edge4j.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Brings a model as far as a goal asks, and on the way skips what is up to date. */
public final class Pipeline {
  private final EdgeConfiguration configuration;
  private final Workers workers;
  private final Releases releases;
  private final Set<String> stagesThatRan;
  private final String producer;
  private final Progress progress;

  /**
   * @param releases where an earlier release of the model may be
   * @param stagesThatRan names of stages that earlier goals of the same build ran for this model;
   *     those that run now are added
   * @param producer name and version of the plugin, for the models' metadata
   */
  public Pipeline(
      EdgeConfiguration configuration,
      Workers workers,
      Releases releases,
      Set<String> stagesThatRan,
      String producer,
      Progress progress) {
    this.configuration = configuration;
    this.workers = workers;
    this.releases = releases;
    this.stagesThatRan = stagesThatRan;
    this.producer = producer;
    this.progress = progress;
  }

  /**
   * Runs the stages up to the goal, but for the benchmark itself.
   *
   * @throws StageException when the user can do something about it
   * @throws WorkerException when a worker ended without a result
   */
  public void prepare(Goal goal)
      throws StageException, WorkerException, IOException, InterruptedException {
    for (Step step : steps(goal)) {
      bringUpToDate(step);
    }
  }

  /** Measures: always, for a measurement is of this machine at this time. */
  public BenchmarkReport benchmark()
      throws StageException, WorkerException, IOException, InterruptedException {
    return new BenchmarkStep(configuration, workers, releases, progress).run();
  }

  /**
   * Writes the model's bill of materials.
   *
   * @param module {@code groupId:artifactId} of the module
   * @param classifier that the optimized model is attached under
   */
  public void describe(BenchmarkReport report, String module, String classifier)
      throws IOException {
    Workspace workspace = configuration.workspace();
    String[] coordinates = module.split(":", 2);
    BomSubject subject =
        new BomSubject(
            coordinates[0],
            coordinates[1],
            configuration.modelVersion(),
            workspace.modelName(),
            classifier,
            producer,
            ModelFiles.of(configuration.quantization().fp32()),
            workspace.optimizedFiles());
    Optional<TrainingReport> training =
        configuration.trains()
            ? Optional.of(Json.read(workspace.trainingReport(), TrainingReport.class))
            : Optional.empty();
    QuantizationReport quantization =
        Json.read(workspace.quantizationReport(), QuantizationReport.class);
    WholeFile.writeString(workspace.mlBom(), MlBom.text(subject, report, quantization, training));
  }

  /**
   * Checks gates of devices before anything is made.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  public void checkDevices(List<DeviceRun> runs) throws StageException {
    for (DeviceRun run : runs) {
      if (run.gates() != null) {
        BenchmarkStep.checkGates(configuration, run.gates());
      }
    }
  }

  /** Measures on a device: always, as above. */
  public DeviceBenchmark benchmarkOn(DeviceRun run)
      throws StageException, WorkerException, IOException, InterruptedException {
    return new BenchmarkStep(configuration, workers, releases, progress).runOn(run);
  }

  private List<Step> steps(Goal goal) {
    List<Step> steps = new ArrayList<>();
    configuration
        .datasetToCollect()
        .ifPresent(
            dataset -> steps.add(new CollectStep(dataset, configuration, workers, progress)));
    if (configuration.trains()) {
      steps.add(new TrainStep(configuration, workers, progress));
      if (goal.includes(Goal.EXPORT)) {
        steps.add(new ExportStep(configuration, workers, producer, progress));
      }
    }
    if (goal.includes(Goal.QUANTIZE)) {
      steps.add(new QuantizeStep(configuration, workers, progress));
    }
    return steps;
  }

  private void bringUpToDate(Step step)
      throws StageException, WorkerException, IOException, InterruptedException {
    UpToDateCheck upToDate = configuration.workspace().upToDate(step.name());
    Map<String, String> inputs = step.inputs().values();
    Optional<String> reason =
        isForced(step) ? Optional.of("edge.force is set") : upToDate.staleBecause(inputs);
    if (reason.isEmpty()) {
      progress.say(step.name() + ": up to date");
      return;
    }
    progress.say(step.name() + ": runs, because " + reason.get());
    upToDate.forget();
    List<Path> outputs = step.run();
    upToDate.remember(inputs, outputs);
    stagesThatRan.add(step.name());
  }

  /** Once a build: what one goal has run by force, the next finds up to date. */
  private boolean isForced(Step step) {
    return configuration.force() && !stagesThatRan.contains(step.name());
  }
}
