package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Models by recipe static. What is measured for one serves the next. */
final class StaticMaker implements RecipeMaker {
  private final CandidateBuilder builder;
  private @Nullable StaticModel prepared;

  StaticMaker(CandidateBuilder builder) {
    this.builder = builder;
  }

  @Override
  public List<Form> forms() {
    NodeSelection all = builder.options().selection();
    List<Form> forms = new ArrayList<>();
    forms.add(form(Recipe.STATIC.label(), all));
    if (!all.headOnly()) {
      NodeSelection head = new NodeSelection(all.include(), all.exclude(), all.opTypes(), true);
      forms.add(form(Recipe.STATIC.label() + "-head", head));
    }
    return forms;
  }

  @Override
  public Optional<String> obstacle() {
    return builder.canCalibrate()
        ? Optional.empty()
        : Optional.of("static needs samples to measure ranges on; add a <dataset>, or use dynamic");
  }

  private Form form(String name, NodeSelection selection) {
    return new Form(name, Recipe.STATIC, kept -> make(name, selection, kept));
  }

  private Candidate make(String name, NodeSelection selection, Set<String> kept)
      throws IOException, OrtException, StageException {
    StaticModel model = prepared();
    StaticModel.Quantized quantized = model.quantize(selection, kept);
    return new Candidate(
        name,
        Recipe.STATIC,
        builder.write(quantized.model()),
        model.file(),
        quantized.nodes(),
        WeightedLayer.operators(),
        quantized.values(),
        kept);
  }

  private StaticModel prepared() throws IOException, OrtException, StageException {
    StaticModel known = prepared;
    if (known == null) {
      List<CalibrationMethod> methods = CalibrationMethod.asked(builder.options().calibration());
      known = best(methods);
      prepared = known;
    }
    return known;
  }

  /**
   * With the ranges that give the whole selection the smallest error, where several are asked for,
   * and what makes that smaller still. What they cost in accuracy is told, but too coarse to decide
   * by: a few samples.
   */
  private StaticModel best(List<CalibrationMethod> methods)
      throws IOException, OrtException, StageException {
    if (methods.size() == 1) {
      return refined(prepare(methods.get(0)), methods.get(0));
    }
    List<StaticModel> models = new ArrayList<>();
    List<CalibrationTrial> trials = new ArrayList<>();
    int best = 0;
    for (CalibrationMethod method : methods) {
      StaticModel model = prepare(method);
      StaticModel.Quantized quantized = model.quantize(builder.options().selection(), Set.of());
      CalibrationTrial trial = judged(method, builder.write(quantized.model()));
      models.add(model);
      trials.add(trial);
      if (trial.error() < trials.get(best).error()) {
        best = trials.size() - 1;
      }
    }
    trials.set(best, trials.get(best).chosen());
    builder.compared(trials);
    return refined(models.get(best), methods.get(best));
  }

  private StaticModel refined(StaticModel model, CalibrationMethod method)
      throws IOException, OrtException, StageException {
    return new StaticRefining(builder, builder.calibration(method)).refine(model);
  }

  private CalibrationTrial judged(CalibrationMethod method, Path file)
      throws IOException, OrtException, StageException {
    Judgement judgement = builder.judge().compare(builder.fp32(), file);
    ModelFiles.of(file).delete();
    OptionalDouble error = judgement.differences().relativeError();
    return new CalibrationTrial(
        method.label(),
        error.isPresent() ? error.getAsDouble() : null,
        judgement.accuracy() == null ? null : judgement.accuracy().optimized(),
        false);
  }

  private StaticModel prepare(CalibrationMethod method) throws IOException {
    QuantizationOptions options = builder.options();
    Calibration calibration = builder.calibration(method);
    return StaticModel.prepare(
        builder.read(),
        Files.createDirectory(builder.scratch().resolve("prepared-" + method.label()))
            .resolve("fp32.onnx"),
        options.forStatic(builder.settings()),
        (model, values) ->
            calibration.measure(model, values, builder.dataset().train(), builder.scratch()));
  }
}
