package io.edge4j.maven.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.cuda.CudaUtils;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Trains a network and leaves its weights and {@code training.json}. */
public final class TrainingStage implements Stage<TrainingRequest, TrainingReport> {
  /** The report's file name in the request's directory. */
  public static final String REPORT = "training.json";

  private static final String SCHEMA_VERSION = "1";

  @Override
  public Class<TrainingRequest> requestType() {
    return TrainingRequest.class;
  }

  @Override
  public TrainingReport run(TrainingRequest request, Progress progress)
      throws StageException, IOException, InterruptedException {
    TrainingRules.validate(request);
    Device device = device(request.options());
    Blocks.require(request.blockFactory());
    Dataset dataset = Datasets.open(request.dataset(), progress);
    request.options().requireFits(dataset);
    BlockSpec spec = specOf(request, dataset);
    Engine engine = Engine.getEngine(TrainedModel.ENGINE);
    JniUtils.setNumThreads(request.threads());
    engine.setRandomSeed(Long.hashCode(request.seed()));
    try (TrainedModel model = TrainedModel.initialized(spec, request.directory(), device)) {
      progress.say(
          String.format(
              Locale.ROOT,
              "training %s (%,d parameters) on %s: %,d samples, tested on %,d",
              spec.networkName(),
              model.parameterCount(),
              dataset.name(),
              dataset.train().size(),
              dataset.test().size()));
      InitialWeights initial = request.options().initialWeights();
      InitialWeightsReport started =
          initial == null ? null : new WeightLoading(spec, model.network(), initial).run();
      if (started != null) {
        progress.say(started.sentence());
      }
      Checkpoint checkpoint =
          new Checkpoint(request.directory(), key(request, dataset, engine, started));
      TrainingLoop.Outcome outcome =
          new TrainingLoop(model, dataset, spec.standardisation(), request, checkpoint, progress)
              .run();
      Path report = request.directory().resolve(REPORT);
      Path weights = request.directory().resolve(TrainedModel.WEIGHTS);
      // Weights without their report are unfinished; a report beside other weights would be a lie.
      Files.deleteIfExists(report);
      model.save(weights);
      TrainingReport result =
          new TrainingReport(
              SCHEMA_VERSION,
              dataset.summary(),
              spec,
              model.parameterCount(),
              Objective.of(dataset).metric(),
              outcome.epochs(),
              outcome.best().epoch(),
              request.batchSize(),
              request.learningRate(),
              request.options(),
              request.seed(),
              request.threads(),
              version(engine),
              outcome.best().testAccuracy(),
              outcome.classes(),
              started,
              TrainedModel.WEIGHTS,
              Digest.of(weights));
      Json.write(report, result);
      checkpoint.delete();
      return result;
    }
  }

  /**
   * DJL finds a GPU through the CUDA runtime of the system, and would look for other natives
   * without one.
   */
  private static Device device(TrainingOptions options) throws StageException {
    if (!options.usesCuda()) {
      return Device.cpu();
    }
    if (!CudaUtils.hasCuda()) {
      throw new StageException(
          "<trainingDevice> (edge.trainingDevice) is 'cuda', but the CUDA runtime finds no GPU here. Install CUDA 12 (libcudart in LD_LIBRARY_PATH, on Windows cudart64_12.dll in PATH), or set it to 'cpu'.");
    }
    return Device.gpu();
  }

  /** All that the weights depend on: only then may a checkpoint be gone on from. */
  private static String key(
      TrainingRequest request,
      Dataset dataset,
      Engine engine,
      @Nullable InitialWeightsReport started)
      throws IOException {
    TrainingRequest withoutPlace =
        new TrainingRequest(
            request.dataset(),
            request.architecture(),
            request.blockFactory(),
            request.epochs(),
            request.batchSize(),
            request.learningRate(),
            request.seed(),
            request.threads(),
            Path.of(""),
            request.architectureParameters(),
            request.options());
    return new Digest()
        .add(Json.text(withoutPlace))
        .add(dataset.fingerprint())
        .add(version(engine))
        .add(started == null ? "" : started.digest())
        .add(CodeDigest.ofThisProcess())
        .toString();
  }

  private static String version(Engine engine) {
    return engine.getEngineName() + " " + engine.getVersion();
  }

  private static BlockSpec specOf(TrainingRequest request, Dataset dataset) throws StageException {
    BlockSpec spec =
        new BlockSpec(
            request.architecture(),
            request.blockFactory(),
            Arrays.stream(dataset.sampleShape()).boxed().toList(),
            dataset.hasClasses() ? dataset.classNames().size() : 1,
            request.architectureParameters(),
            Standardisation.of(dataset));
    if (request.architecture() != null) {
      Architecture.named(request.architecture()).orElseThrow().requireFits(spec, dataset.name());
    }
    return spec;
  }
}
