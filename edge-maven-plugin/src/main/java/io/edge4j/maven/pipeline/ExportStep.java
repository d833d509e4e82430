package io.edge4j.maven.pipeline;

import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.dataset.Scaling;
import io.edge4j.maven.export.ExportReport;
import io.edge4j.maven.export.ExportRequest;
import io.edge4j.maven.export.ExportStage;
import io.edge4j.maven.export.ExportWorker;
import io.edge4j.maven.pipeline.WorkerArtifacts.Engine;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.ModelCard;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.maven.worker.WorkerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Weights to an fp32 ONNX model. */
record ExportStep(
    EdgeConfiguration configuration, Workers workers, String producer, Progress progress)
    implements Step {
  private static final Set<Engine> ENGINES = Set.of(Engine.ONNX, Engine.PYTORCH);
  private static final String INPUT = "input";

  @Override
  public String name() {
    return "export";
  }

  @Override
  public StageInputs inputs() throws StageException, IOException {
    TrainingReport trained = trained();
    StageInputs inputs =
        new StageInputs()
            .addSettings(request(trained))
            .add("weights", trained.weightsDigest())
            .add("engines", WorkerArtifacts.coordinates(Engine.ONNX).toString())
            .addContent("plugin", workers.plugin());
    if (configuration.usesProjectClasses()) {
      inputs.addProjectClasses(workers.project().resolve());
    }
    return inputs;
  }

  @Override
  public List<Path> run()
      throws StageException, WorkerException, IOException, InterruptedException {
    workers
        .create(
            ENGINES,
            configuration.usesProjectClasses(),
            ExportWorker.jvmArguments(),
            ExportWorker.environment(configuration.training().threads()))
        .run(
            ExportStage.class,
            ExportReport.class,
            request(trained()),
            configuration.workspace().logs(),
            name(),
            progress);
    return List.of(configuration.workspace().fp32(), configuration.workspace().exportReport());
  }

  private TrainingReport trained() throws IOException {
    return Json.read(configuration.workspace().trainingReport(), TrainingReport.class);
  }

  private ExportRequest request(TrainingReport trained) {
    Workspace workspace = configuration.workspace();
    ExportSettings settings = configuration.export();
    return new ExportRequest(
        trained.block(),
        workspace.train().resolve(trained.weights()),
        configuration.samples(),
        settings.opset(),
        settings.tolerance(),
        settings.paritySamples(),
        card(trained),
        workspace.fp32(),
        workspace.exportReport());
  }

  private ModelCard card(TrainingReport trained) {
    DatasetSummary dataset = trained.dataset();
    return new ModelCard(
        configuration.workspace().modelName(),
        configuration.modelVersion(),
        dataset.classNames(),
        input(dataset),
        dataset.classNames().isEmpty() ? ModelCard.VALUES : ModelCard.LOGITS,
        "fp32",
        dataset.classNames().isEmpty() ? null : trained.testAccuracy(),
        dataset.name() + " " + dataset.fingerprint(),
        producer);
  }

  private static ModelCard.Input input(DatasetSummary dataset) {
    Scaling scaling = dataset.scaling();
    return new ModelCard.Input(
        INPUT,
        dataset.sampleShape(),
        scaling.scale(),
        scaling.mean(),
        scaling.std(),
        // The model standardises its columns itself: a raw value stays as it is.
        dataset.columns().isEmpty()
            ? null
            : dataset.columns().stream()
                .map(name -> new ModelCard.Input.Column(name, 0, 1))
                .toList());
  }
}
