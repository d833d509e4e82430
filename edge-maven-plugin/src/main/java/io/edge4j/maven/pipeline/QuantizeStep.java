package io.edge4j.maven.pipeline;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.pipeline.WorkerArtifacts.Engine;
import io.edge4j.maven.quantize.QuantizationReport;
import io.edge4j.maven.quantize.QuantizationStage;
import io.edge4j.maven.quantize.QuantizationWorker;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.worker.WorkerException;
import io.edge4j.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An fp32 model, exported or brought along, to an optimized one. */
record QuantizeStep(EdgeConfiguration configuration, Workers workers, Progress progress)
    implements Step {
  private static final Set<Engine> ENGINES = Set.of(Engine.ONNX);

  @Override
  public String name() {
    return "quantize";
  }

  @Override
  public StageInputs inputs() throws StageException, IOException {
    StageInputs inputs =
        new StageInputs()
            .addSettings(configuration.quantization())
            .addModel("model", ModelFiles.of(configuration.quantization().fp32()))
            .add("target", configuration.quantization().options().targetHere())
            .add("engines", WorkerArtifacts.coordinates(Engine.ONNX).toString())
            .addContent("plugin", workers.plugin());
    DatasetSpec samples = configuration.quantization().dataset();
    if (samples != null) {
      inputs.add("dataset.content", Datasets.sourceFingerprint(samples));
    }
    return inputs;
  }

  @Override
  public List<Path> run()
      throws StageException, WorkerException, IOException, InterruptedException {
    workers
        .create(ENGINES, false, QuantizationWorker.jvmArguments(), Map.of())
        .run(
            QuantizationStage.class,
            QuantizationReport.class,
            configuration.quantization(),
            configuration.workspace().logs(),
            name(),
            progress);
    Workspace workspace = configuration.workspace();
    List<Path> made = new ArrayList<>(workspace.optimizedFiles().all());
    made.add(workspace.quantizationReport());
    return made;
  }
}
