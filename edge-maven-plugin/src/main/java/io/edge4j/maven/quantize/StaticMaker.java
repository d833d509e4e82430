package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    if (prepared == null) {
      prepared = prepare();
    }
    StaticModel.Quantized quantized = prepared.quantize(selection, kept);
    return new Candidate(
        name,
        Recipe.STATIC,
        builder.write(quantized.model()),
        prepared.file(),
        quantized.nodes(),
        WeightedLayer.operators(),
        quantized.values(),
        kept);
  }

  private StaticModel prepare() throws IOException, StageException {
    QuantizationOptions options = builder.options();
    Calibration calibration = builder.calibration();
    return StaticModel.prepare(
        builder.read(),
        Files.createDirectory(builder.scratch().resolve("prepared")).resolve("fp32.onnx"),
        options.forStatic(),
        (model, values) ->
            calibration.measure(model, values, builder.dataset().train(), builder.scratch()));
  }
}
