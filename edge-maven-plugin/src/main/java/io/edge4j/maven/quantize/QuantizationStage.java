package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.compare.OutputDifference;
import io.edge4j.maven.compare.Uncompared;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.DatasetSummary;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.FittedDataset;
import io.edge4j.maven.dataset.ModelView;
import io.edge4j.maven.device.DeviceSession;
import io.edge4j.maven.inputs.ContractResolution;
import io.edge4j.maven.inputs.InputLines;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.quantize.session.FirstRun;
import io.edge4j.maven.quantize.session.FusedModel;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.OnnxHeader;
import io.edge4j.model.Origin;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Quantizes a model, then loads and runs the result beside the fp32 model. Nothing is put in its
 * place that was not run.
 */
public final class QuantizationStage implements Stage<QuantizationRequest, QuantizationReport> {

  /** How a specification becomes a dataset for a model. */
  @FunctionalInterface
  interface DatasetOpener {
    FittedDataset open(ModelView model, DatasetSpec spec, Progress progress)
        throws StageException, IOException;
  }

  private final DatasetOpener datasets;
  private final List<Path> classPath;

  /** For the worker: opens the datasets that a pom can name. */
  public QuantizationStage() {
    this(Datasets::openFor);
  }

  /**
   * @param classPath of a worker on a device
   */
  QuantizationStage(List<Path> classPath) {
    this(Datasets::openFor, classPath);
  }

  QuantizationStage(DatasetOpener datasets) {
    this(datasets, DeviceSession.ownClassPath());
  }

  private QuantizationStage(DatasetOpener datasets, List<Path> classPath) {
    this.datasets = datasets;
    this.classPath = List.copyOf(classPath);
  }

  @Override
  public Class<QuantizationRequest> requestType() {
    return QuantizationRequest.class;
  }

  @Override
  public QuantizationReport run(QuantizationRequest request, Progress progress)
      throws StageException, IOException, InterruptedException {
    RecipeChoice recipe = request.recipe();
    request.options().validate();
    if (request.threads() < 1) {
      throw new StageException(
          "threads of the request is " + request.threads() + "; take a number from 1 on");
    }
    OrtModel.loadAhead();
    Model fp32 = read(request.fp32());
    ModelMetadata metadata = metadata(request.fp32());
    InputContract contract = ContractResolution.resolve(fp32, metadata.inputs(), request.inputs());
    DatasetSpec asked = request.dataset();
    FittedDataset dataset = null;
    if (asked != null) {
      dataset = datasets.open(view(request, metadata, contract), asked, progress);
      contract = stated(asked, dataset, contract);
    }
    try (PendingModel pending = new PendingModel(request.optimized())) {
      Judge judge = new Judge(dataset, contract, request.threads(), progress);
      long seed = asked == null ? 0 : asked.seed();
      boolean decides = dataset != null && decides(recipe);
      FittedDataset training =
          dataset != null && decides ? divided(dataset, seed, request) : dataset;
      Judge deciding = decides ? new Judge(training, contract, request.threads(), progress) : judge;
      CandidateBuilder builder =
          new CandidateBuilder(
              request.fp32(),
              request.options(),
              deciding,
              training,
              seed,
              pending.scratch().resolve(pending.file().getFileName()));
      if (isForTarget(recipe)) {
        progress.say(builder.settings().words());
      }
      AutoRecipe.Choice choice;
      try (FirstRun first =
          firstRun(builder, judge, request, bytes(request.fp32()), pending.scratch())) {
        choice = choose(request, fp32, builder, deciding, progress);
        first.await();
      }
      QuantizationReport report = finish(request, fp32, metadata, choice, builder, judge, pending);
      pending.publish();
      Json.write(request.report(), report);
      QuantizationTable table = new QuantizationTable(report);
      table.lines().forEach(progress::say);
      table.warnings().forEach(progress::warn);
      return report;
    } catch (OrtException | IllegalArgumentException e) {
      throw new StageException(
          "<recipe> (edge.recipe): the model that recipe '"
              + recipe.label()
              + "' made of "
              + request.fp32()
              + " does not work in ONNX Runtime, so nothing was written: "
              + e.getMessage(),
          e);
    }
  }

  /** Where no ranges compete, they are measured on as many samples as are asked for. */
  private static FittedDataset divided(
      FittedDataset dataset, long seed, QuantizationRequest request) {
    boolean compete =
        request.recipe().equals(RecipeChoice.AUTO)
            || CalibrationMethod.isBest(request.options().calibration());
    return DividedTraining.of(dataset, seed, compete ? 0 : request.options().calibrationSamples());
  }

  /** Whether samples of the training split decide, so that ranges are measured on others. */
  private static boolean decides(RecipeChoice recipe) {
    return recipe.equals(RecipeChoice.AUTO) || recipe.is(Recipe.STATIC);
  }

  /** Whether models by that recipe differ from processor to processor. */
  private static boolean isForTarget(RecipeChoice recipe) {
    return !recipe.is(Recipe.FP32) && !recipe.is(Recipe.FP16);
  }

  private static ModelView view(
      QuantizationRequest request, ModelMetadata metadata, InputContract contract)
      throws IOException {
    List<String> labels = request.identity().labels();
    return new ModelView(
        contract,
        OnnxHeader.read(request.fp32()).outputs(),
        labels.isEmpty() ? metadata.labels() : labels);
  }

  /** The contract with what was said of the dataset, and so of what the model takes. */
  private static InputContract stated(
      DatasetSpec spec, FittedDataset fitted, InputContract contract) throws StageException {
    DatasetSummary dataset = fitted.summary();
    InputContract sized = ContractResolution.withSizes(contract, fitted.sizes());
    if (sized.inputs().size() != 1 || dataset.layout() == Layout.NONE) {
      return sized;
    }
    InputContract.Input known = sized.inputs().get(0);
    Optional<Fact<Preprocessing>> inPom =
        known.preprocessing().filter(fact -> fact.origin() == Origin.POM);
    if (inPom.isPresent() && !inPom.get().value().equals(dataset.preprocessing())) {
      throw new StageException(
          "<inputs> says that pixels become values of %s by %s, and those of <dataset> became values by %s; say the same in <parameters> of <dataset>, or leave one of them out."
              .formatted(known.name(), inPom.get().value(), dataset.preprocessing()));
    }
    InputContract.Input input =
        known.withPreprocessing(
            spec.assumesUnitPixels()
                ? Fact.assumed(
                    dataset.preprocessing(),
                    "<type> 'images' gives values from 0 to 1 where <scale>, <mean> and <std> in"
                        + " <parameters> of <dataset> say nothing else")
                : Fact.of(dataset.preprocessing(), Origin.POM));
    // One row of values has no axes for a layout.
    return sized.with(
        sized.sampleShape().size() == 1
            ? input
            : input.withLayout(Fact.of(dataset.layout(), Origin.POM)));
  }

  private AutoRecipe.Choice choose(
      QuantizationRequest request,
      Model fp32,
      CandidateBuilder builder,
      Judge deciding,
      Progress progress)
      throws StageException, IOException, OrtException {
    RecipeChoice recipe = request.recipe();
    Optional<Candidate> quantizedBefore = builder.alreadyQuantized(fp32);
    if (quantizedBefore.isPresent()) {
      progress.say(quantizedBefore.get().nodes().get(0).detail() + "; it stays as it is");
      return AutoRecipe.Choice.of(quantizedBefore.get());
    }
    if (recipe.recipe().isEmpty()) {
      return new AutoRecipe(
              builder, deciding, place(request, builder, deciding, progress), progress)
          .choose();
    }
    Recipe asked = recipe.recipe().get();
    if (decides(recipe) && CalibrationMethod.isBest(builder.options().calibration())) {
      deciding.limit(builder.fp32(), AutoRecipe.COMPARISON_NANOS);
    }
    Candidate made = builder.by(asked);
    if (asked != Recipe.FP32 && made.quantizedLayers().isEmpty()) {
      progress.warn(new NothingQuantized(asked, made.nodes(), builder.canCalibrate()).line());
      return AutoRecipe.Choice.of(builder.untouched(made.nodes()));
    }
    return AutoRecipe.Choice.of(made);
  }

  private TimingPlace place(
      QuantizationRequest request, CandidateBuilder builder, Judge deciding, Progress progress) {
    TimingDevice device = request.device();
    return device == null
        ? TimingPlace.here(deciding)
        : new DeviceTiming(
            device,
            classPath,
            builder.scratch().resolve("device"),
            request
                .report()
                .resolveSibling("logs")
                .resolve("auto-on-" + device.device().name() + ".log"),
            deciding,
            request.threads(),
            progress);
  }

  private static QuantizationReport finish(
      QuantizationRequest request,
      Model fp32,
      ModelMetadata metadata,
      AutoRecipe.Choice choice,
      CandidateBuilder builder,
      Judge judge,
      PendingModel pending)
      throws StageException, IOException, OrtException {
    Candidate chosen = choice.chosen();
    if (!pending.adopt(chosen.file())) {
      CandidateBuilder.write(Model.read(chosen.file()), pending.file());
    }
    Judgement judgement;
    Map<String, Long> operators;
    try (FusedModel fused = new FusedModel(pending.scratch(), fp32)) {
      judgement = judge.compare(request.fp32(), pending.file(), fused);
      operators = fused.operators(pending.file());
    }
    requireNumbers(judgement);
    List<OutputDifference> layers =
        chosen.watched().isEmpty()
            ? List.of()
            : judge.layers(chosen.reference(), pending.file(), chosen.watched(), builder.scratch());
    pending.join();
    ModelIdentity identity = request.identity();
    metadata
        .shippedAs(
            identity.name(), identity.version(), labels(identity, metadata, judgement, request))
        .optimized(
            Optional.ofNullable(chosen.recipe()).or(metadata::recipe),
            judgement.accuracy() == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(judgement.accuracy().optimized()),
            request.identity().producer(),
            judge.contract())
        .storeIn(pending.file());
    SelfTestMaker.storeIn(pending.file(), request.fp32());
    return new QuantizationReport(
        QuantizationReport.SCHEMA_VERSION,
        request.optimized().getFileName().toString(),
        request.recipe(),
        chosen.recipe() == null ? chosen.name() : chosen.recipe().label(),
        choice.decision(),
        choice.timedOn(),
        RuntimeSupport.of(Model.read(pending.file())).words(),
        isForTarget(request.recipe()) ? builder.settings().words() : null,
        request.identity().producer(),
        sizes(bytes(request.fp32()), bytes(pending.file())),
        InputLines.of(judge.contract()),
        judgement.dataset(),
        judgement.samples(),
        judgement.judgedBy(),
        judgement.accuracy(),
        judgement.prediction(),
        judgement.differences().outputs(),
        judgement.differences().uncompared(),
        layers,
        choice.trials(),
        builder.calibrations(),
        builder.refinements(),
        chosen.nodes(),
        chosen.quantizedLayers().isEmpty() ? List.of() : builder.frozen(),
        operators);
  }

  /** A model that gives no numbers where fp32 does is none to ship, whoever asked for it. */
  private static void requireNumbers(Judgement judgement) {
    for (Uncompared output : judgement.differences().uncompared()) {
      if (output.isBroken()) {
        throw new IllegalArgumentException("output " + output);
      }
    }
  }

  /** Of the pom, of the model, or of the dataset that classes were told by. */
  private static List<String> labels(
      ModelIdentity identity,
      ModelMetadata metadata,
      Judgement judgement,
      QuantizationRequest request)
      throws IOException {
    if (!identity.labels().isEmpty() || !metadata.labels().isEmpty()) {
      return identity.labels();
    }
    DatasetSummary dataset = judgement.dataset();
    if (dataset == null || judgement.accuracy() == null) {
      return List.of();
    }
    try {
      ModelMetadata.requireLabelsFor(
          dataset.classNames(), OnnxHeader.read(request.fp32()).outputs(), "the dataset");
      return dataset.classNames();
    } catch (ModelFormatException e) {
      // Where another output than the first names classes, labels have no place in the metadata.
      return List.of();
    }
  }

  private static ModelMetadata metadata(Path file) throws StageException, IOException {
    try {
      return ModelMetadata.of(file);
    } catch (ModelFormatException e) {
      throw new StageException("<onnxModel> (edge.onnxModel): " + e.getMessage(), e);
    }
  }

  private static long bytes(Path model) throws IOException {
    return ModelFiles.of(model).bytes();
  }

  private static Model read(Path file) throws StageException, IOException {
    try {
      return Model.read(file);
    } catch (ModelFormatException e) {
      throw new StageException("<onnxModel> (edge.onnxModel): " + e.getMessage(), e);
    }
  }

  /** Beside the recipe where that reads nothing but weights, before it otherwise. */
  private static FirstRun firstRun(
      CandidateBuilder builder, Judge judge, QuantizationRequest request, long bytes, Path scratch)
      throws StageException, IOException, InterruptedException {
    Optional<Recipe> recipe = request.recipe().recipe();
    FirstRun.Work work = () -> runFirst(judge, request, bytes, scratch);
    boolean beside = recipe.isPresent() && builder.maker(recipe.get()).readsOnlyWeights();
    return beside && bytes >= Judge.LARGE ? FirstRun.beside(work) : FirstRun.now(work);
  }

  private static void runFirst(Judge judge, QuantizationRequest request, long bytes, Path scratch)
      throws StageException, IOException {
    try {
      judge.runFirst(request.fp32(), bytes, scratch);
    } catch (OrtException e) {
      throw new StageException(
          "<onnxModel> (edge.onnxModel): ONNX Runtime cannot load and run "
              + request.fp32()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private static QuantizationReport.Sizes sizes(long fp32, long optimized) {
    return new QuantizationReport.Sizes(fp32, optimized, (double) fp32 / optimized);
  }
}
