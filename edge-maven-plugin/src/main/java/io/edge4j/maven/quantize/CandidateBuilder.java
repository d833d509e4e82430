package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.weight.FoldedWeights;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes quantized models of one fp32 model, each from the file anew. */
final class CandidateBuilder {
  private final Path fp32;
  private final QuantizationOptions options;
  private final Dataset dataset;
  private final long seed;
  private final Path scratch;
  private final String fileName;
  private StaticModel forStatic;
  private List<String> frozen = List.of();
  private int made;

  /**
   * Prepares to make candidates.
   *
   * @param dataset null when there is none; then there are no static candidates
   * @param seed chooses calibration samples
   * @param target the name that the result will have, in a folder for all candidates
   */
  CandidateBuilder(
      Path fp32, QuantizationOptions options, Dataset dataset, long seed, Path target) {
    this.fp32 = fp32;
    this.options = options;
    this.dataset = dataset;
    this.seed = seed;
    this.scratch = target.getParent();
    this.fileName = target.getFileName().toString();
  }

  Path fp32() {
    return fp32;
  }

  Path scratch() {
    return scratch;
  }

  /** The model as it came: fp32. */
  Candidate untouched() throws IOException {
    return untouched(Recipe.FP32.label(), Recipe.FP32, "the whole model stays fp32");
  }

  /**
   * The model as it came, because a recipe found nothing to quantize.
   *
   * @param nodes what the recipe said about each node
   */
  Candidate untouched(List<NodeDecision> nodes) {
    return new Candidate(Recipe.FP32.label(), Recipe.FP32, fp32, fp32, nodes, Set.of(), Set.of());
  }

  /**
   * The model as it came, when it was quantized before.
   *
   * @param model as it was read
   */
  Optional<Candidate> alreadyQuantized(Model model) throws IOException {
    Optional<Node> evidence = QuantizedModel.evidence(model);
    if (evidence.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        untouched(
            "unchanged", null, "the model is quantized already: it has the " + evidence.get()));
  }

  private Candidate untouched(String name, Recipe recipe, String reason) throws IOException {
    Model model = Model.read(fp32);
    List<NodeDecision> nodes = new ArrayList<>();
    for (Graph graph : model.graphs()) {
      for (Node node : graph.nodes()) {
        nodes.add(
            new NodeDecision(
                SelectedNodes.name(node), node.opType(), NodeDecision.Outcome.KEPT, reason));
      }
    }
    return new Candidate(name, recipe, fp32, fp32, nodes, Set.of(), Set.of());
  }

  /**
   * By recipe dynamic.
   *
   * @param kept names of nodes that stay fp32
   */
  Candidate dynamic(Set<String> kept) throws IOException, OrtException {
    Model model = read();
    FoldedWeights.fold(model, scratch);
    List<NodeDecision> nodes =
        new DynamicRecipe(options.forDynamic())
            .apply(model, new SelectedNodes(model, options.selection(), kept));
    return new Candidate(
        Recipe.DYNAMIC.label(), Recipe.DYNAMIC, write(model), fp32, nodes, Set.of(), kept);
  }

  /**
   * By recipe static.
   *
   * @param name what reports call it
   * @param selection which nodes may be quantized
   * @param kept names of nodes that stay fp32
   */
  Candidate calibrated(String name, NodeSelection selection, Set<String> kept)
      throws IOException, OrtException, StageException {
    if (dataset == null) {
      throw new StageException(
          "<recipe> (edge.recipe): static needs samples to measure ranges on; add a <dataset>, or use dynamic");
    }
    if (forStatic == null) {
      forStatic = prepare();
    }
    StaticModel.Quantized quantized = forStatic.quantize(selection, kept);
    return new Candidate(
        name,
        Recipe.STATIC,
        write(quantized.model()),
        forStatic.file(),
        quantized.nodes(),
        quantized.values(),
        kept);
  }

  private StaticModel prepare() throws IOException, StageException {
    Calibration calibration =
        new Calibration(
            CalibrationMethod.of(options.calibration()), options.calibrationSamples(), seed);
    return StaticModel.prepare(
        read(),
        Files.createDirectory(scratch.resolve("prepared")).resolve("fp32.onnx"),
        options.forStatic(),
        (model, values) -> calibration.measure(model, values, dataset, scratch));
  }

  /** Whether there is data to calibrate on. */
  boolean canCalibrate() {
    return dataset != null;
  }

  private Model read() throws IOException {
    Model model = Model.read(fp32);
    if (options.freezeInitializers()) {
      frozen = model.freezeInitializers();
    }
    return model;
  }

  /** Weights that callers could have replaced and that are constant in what was made last. */
  List<String> frozen() {
    return frozen;
  }

  /** Deletes the files of a candidate that will not be needed. */
  void discard(Candidate candidate) throws IOException {
    if (candidate.file().startsWith(scratch)) {
      ModelFiles.of(candidate.file()).delete();
    }
  }

  private Path write(Model model) throws IOException {
    Path folder = Files.createDirectory(scratch.resolve("candidate" + made++));
    Path file = folder.resolve(fileName);
    write(model, file);
    return file;
  }

  /** What fp32 says of itself is not what this model says, which is known when it was judged. */
  static void write(Model model, Path file) throws IOException {
    model.metadata().keySet().removeIf(key -> key.startsWith(ModelMetadata.PREFIX));
    model.write(file, ExternalData.WHEN_NEEDED);
  }
}
