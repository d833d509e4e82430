package io.edge4j.maven.pipeline;

import io.edge4j.maven.collect.CollectRequest;
import io.edge4j.maven.collect.CollectStage;
import io.edge4j.maven.collect.CollectWorker;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.StoredContents;
import io.edge4j.maven.pipeline.WorkerArtifacts.Engine;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.worker.WorkerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A dataset of the project's own class to files. */
record CollectStep(
    DatasetSpec dataset, EdgeConfiguration configuration, Workers workers, Progress progress)
    implements Step {
  private static final Set<Engine> ENGINES = Set.of(Engine.PYTORCH);

  @Override
  public String name() {
    return "dataset";
  }

  @Override
  public StageInputs inputs() throws StageException, IOException {
    StageInputs inputs =
        new StageInputs()
            .addSettings(request())
            .addProjectClasses(workers.project().resolve())
            .add("engines", WorkerArtifacts.coordinates(Engine.PYTORCH).toString())
            .addContent("plugin", workers.plugin());
    Path directory = dataset.directory();
    if (directory != null) {
      inputs.addContent("dataset.directory", List.of(directory));
    }
    return inputs;
  }

  @Override
  public List<Path> run()
      throws StageException, WorkerException, IOException, InterruptedException {
    workers
        .create(ENGINES, true, CollectWorker.jvmArguments(dataset.directory()), Map.of())
        .run(
            CollectStage.class,
            StoredContents.class,
            request(),
            configuration.workspace().logs(),
            name(),
            progress);
    try (Stream<Path> files = Files.list(configuration.workspace().dataset())) {
      return files.sorted().toList();
    }
  }

  private CollectRequest request() {
    return new CollectRequest(dataset, configuration.workspace().dataset());
  }
}
