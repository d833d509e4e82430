package io.edge4j.maven.pipeline;

import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.pipeline.WorkerArtifacts.Engine;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.InitialWeights;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.maven.train.TrainingRequest;
import io.edge4j.maven.train.TrainingStage;
import io.edge4j.maven.train.TrainingWorker;
import io.edge4j.maven.worker.WorkerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Data to weights. */
record TrainStep(EdgeConfiguration configuration, Workers workers, Progress progress)
    implements Step {
  @Override
  public String name() {
    return "train";
  }

  @Override
  public StageInputs inputs() throws StageException, IOException {
    StageInputs inputs =
        new StageInputs()
            .addSettings(configuration.training())
            .add("dataset.content", Datasets.sourceFingerprint(configuration.training().dataset()))
            .add("engines", WorkerArtifacts.coordinates(engine()).toString())
            .addContent("plugin", workers.plugin());
    InitialWeights initial = configuration.training().options().initialWeights();
    if (initial != null) {
      inputs.addContent("initialWeights.content", List.of(initial.file()));
    }
    if (configuration.usesProjectClasses()) {
      inputs.addProjectClasses(workers.project().resolve());
    }
    return inputs;
  }

  @Override
  public List<Path> run()
      throws StageException, WorkerException, IOException, InterruptedException {
    TrainingRequest request = configuration.training();
    TrainingReport report =
        workers
            .create(
                Set.of(engine()),
                configuration.usesProjectClasses(),
                TrainingWorker.jvmArguments(),
                TrainingWorker.environment(request.threads()))
            .run(
                TrainingStage.class,
                TrainingReport.class,
                request,
                configuration.workspace().logs(),
                name(),
                progress);
    Workspace workspace = configuration.workspace();
    return List.of(workspace.trainingReport(), workspace.train().resolve(report.weights()));
  }

  private Engine engine() {
    return configuration.training().options().usesCuda() ? Engine.PYTORCH_CUDA : Engine.PYTORCH;
  }
}
