package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFormatException;
import io.edge4j.maven.quantize.session.FirstRun;
import io.edge4j.maven.quantize.session.FusedModel;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Quantizes a model, then loads and runs the result beside the fp32 model. Nothing is put in its
 * place that was not run.
 */
public final class QuantizationStage implements Stage<QuantizationRequest, QuantizationReport> {

  /** How a specification becomes a dataset. */
  @FunctionalInterface
  interface DatasetSource {
    Dataset open(DatasetSpec spec) throws StageException, IOException;
  }

  private final DatasetSource datasets;

  /** For the worker: opens the datasets that a pom can name. */
  public QuantizationStage() {
    this(Datasets::open);
  }

  QuantizationStage(DatasetSource datasets) {
    this.datasets = datasets;
  }

  @Override
  public Class<QuantizationRequest> requestType() {
    return QuantizationRequest.class;
  }

  @Override
  public QuantizationReport run(QuantizationRequest request, Progress progress)
      throws StageException, IOException, InterruptedException {
    Recipe recipe = Recipe.of(request.recipe());
    request.options().validate();
    if (request.threads() < 1) {
      throw new StageException(
          "threads of the request is " + request.threads() + "; take a number from 1 on");
    }
    OrtModel.loadAhead();
    Model fp32 = read(request.fp32());
    Dataset dataset = request.dataset() == null ? null : datasets.open(request.dataset());
    try (PendingModel pending = new PendingModel(request.optimized())) {
      Judge judge = new Judge(dataset, request.threads(), progress);
      long seed = request.dataset() == null ? 0 : request.dataset().seed();
      CandidateBuilder builder =
          new CandidateBuilder(
              request.fp32(),
              request.options(),
              dataset,
              seed,
              request.producer(),
              pending.scratch().resolve(pending.file().getFileName()));
      AutoRecipe.Choice choice;
      try (FirstRun first = firstRun(recipe, judge, request, fp32.bytes(), pending.scratch())) {
        choice = choose(recipe, fp32, builder, request.options(), judge, progress);
        first.await();
      }
      QuantizationReport report = finish(request, fp32, choice, builder, judge, pending);
      pending.publish();
      Json.write(request.report(), report);
      new QuantizationTable(report).lines().forEach(progress::say);
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

  private static AutoRecipe.Choice choose(
      Recipe recipe,
      Model fp32,
      CandidateBuilder builder,
      QuantizationOptions options,
      Judge judge,
      Progress progress)
      throws StageException, IOException, OrtException {
    Optional<Candidate> quantizedBefore = builder.alreadyQuantized(fp32);
    if (quantizedBefore.isPresent()) {
      progress.say(quantizedBefore.get().nodes().get(0).detail() + "; it stays as it is");
      return new AutoRecipe.Choice(quantizedBefore.get(), List.of());
    }
    return switch (recipe) {
      case DYNAMIC -> new AutoRecipe.Choice(builder.dynamic(Set.of()), List.of());
      case STATIC ->
          new AutoRecipe.Choice(
              builder.calibrated("static", options.selection(), Set.of()), List.of());
      case AUTO -> new AutoRecipe(builder, options, judge, progress).choose();
    };
  }

  private static QuantizationReport finish(
      QuantizationRequest request,
      Model fp32,
      AutoRecipe.Choice choice,
      CandidateBuilder builder,
      Judge judge,
      PendingModel pending)
      throws StageException, IOException, OrtException {
    Candidate chosen = choice.chosen();
    if (!pending.adopt(chosen.file())) {
      Model model = Model.read(chosen.file());
      CandidateBuilder.mark(model, chosen.recipe(), request.producer());
      model.write(pending.file(), ExternalData.WHEN_NEEDED);
    }
    Judgement judgement;
    Map<String, Long> operators;
    try (FusedModel fused = new FusedModel(pending.scratch(), fp32)) {
      judgement = judge.compare(request.fp32(), pending.file(), fused);
      if (judgement.accuracy() != null) {
        storeAccuracy(judgement.accuracy().optimized(), pending, builder.scratch());
      }
      operators = fused.operators(pending.file());
    }
    List<OutputError> layers =
        chosen.watched().isEmpty()
            ? List.of()
            : judge.layers(request.fp32(), pending.file(), chosen.watched(), builder.scratch());
    return new QuantizationReport(
        QuantizationReport.SCHEMA_VERSION,
        request.optimized().getFileName().toString(),
        request.recipe(),
        chosen.recipe(),
        request.producer(),
        sizes(fp32.bytes(), pending.bytes()),
        judgement.dataset(),
        judgement.samples(),
        judgement.accuracy(),
        judgement.errors(),
        layers,
        choice.trials(),
        chosen.nodes(),
        operators);
  }

  private static void storeAccuracy(double accuracy, PendingModel pending, Path scratch)
      throws IOException {
    Model model = Model.read(pending.file());
    model.metadata().put("edge.accuracy", Double.toString(accuracy));
    Path folder = Files.createDirectory(scratch.resolve("measured"));
    model.write(folder.resolve(pending.file().getFileName()), ExternalData.WHEN_NEEDED);
    pending.adopt(folder.resolve(pending.file().getFileName()));
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
      Recipe recipe, Judge judge, QuantizationRequest request, long bytes, Path scratch)
      throws StageException, IOException, InterruptedException {
    FirstRun.Work work = () -> runFirst(judge, request, bytes, scratch);
    return recipe == Recipe.DYNAMIC && bytes >= Judge.LARGE
        ? FirstRun.beside(work)
        : FirstRun.now(work);
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
