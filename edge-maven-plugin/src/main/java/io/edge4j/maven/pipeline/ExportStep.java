package io.edge4j.maven.pipeline;

import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.export.ExportReport;
import io.edge4j.maven.export.ExportRequest;
import io.edge4j.maven.export.ExportStage;
import io.edge4j.maven.export.ExportWorker;
import io.edge4j.maven.export.InputSpec;
import io.edge4j.maven.pipeline.WorkerArtifacts.Engine;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.maven.worker.WorkerException;
import io.edge4j.model.Dim;
import io.edge4j.model.ElementType;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Origin;
import io.edge4j.model.OutputKind;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Recipe;
import io.edge4j.model.TensorInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Weights to an fp32 ONNX model. */
record ExportStep(
    EdgeConfiguration configuration, Workers workers, String producer, Progress progress)
    implements Step {
  private static final Set<Engine> ENGINES = Set.of(Engine.ONNX, Engine.PYTORCH);
  private static final int PARITY_SAMPLES = 256;
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
    return new ExportRequest(
        trained.block(),
        workspace.train().resolve(trained.weights()),
        configuration.training().dataset(),
        configuration.export().metadata(metadata(trained).entries()),
        PARITY_SAMPLES,
        INPUT,
        workspace.fp32(),
        workspace.exportReport());
  }

  private ModelMetadata metadata(TrainingReport trained) {
    DatasetSummary dataset = trained.dataset();
    boolean classifies = !dataset.classNames().isEmpty();
    return new ModelMetadata(
        configuration.workspace().modelName(),
        configuration.modelVersion(),
        dataset.classNames(),
        new InputContract(List.of(input(dataset)), Map.of()),
        Optional.of(classifies ? OutputKind.LOGITS : OutputKind.VALUES),
        Optional.of(Recipe.FP32),
        classifies ? OptionalDouble.of(trained.testAccuracy()) : OptionalDouble.empty(),
        dataset.name() + " " + dataset.fingerprint(),
        producer);
  }

  private static InputContract.Input input(DatasetSummary dataset) {
    List<Dim> dims = new ArrayList<>(List.of(Dim.named(InputSpec.BATCH)));
    dataset.sampleShape().forEach(size -> dims.add(Dim.of(size)));
    InputContract.Input input =
        InputContract.Input.of(new TensorInfo(INPUT, ElementType.FLOAT.onnxName(), dims))
            .withColumns(dataset.columns());
    if (dataset.layout() != Layout.NONE) {
      input = input.withLayout(Fact.of(dataset.layout(), Origin.METADATA));
    }
    return dataset.preprocessing().equals(Preprocessing.NONE)
        ? input
        : input.withPreprocessing(Fact.of(dataset.preprocessing(), Origin.METADATA));
  }
}
