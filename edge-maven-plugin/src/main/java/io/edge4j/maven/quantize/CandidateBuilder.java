package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.weight.FoldedWeights;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes quantized models of one fp32 model, each from the file anew. */
final class CandidateBuilder {
  private final Path fp32;
  private final QuantizationOptions options;
  private final Dataset dataset;
  private final long seed;
  private final String producer;
  private final Path scratch;
  private final String fileName;
  private final Map<Set<String>, Map<String, ValueRange>> measured = new HashMap<>();
  private int made;

  /**
   * Prepares to make candidates.
   *
   * @param dataset null when there is none; then there are no static candidates
   * @param seed chooses calibration samples
   * @param producer who says to have made the result
   * @param target the name that the result will have, in a folder for all candidates
   */
  CandidateBuilder(
      Path fp32,
      QuantizationOptions options,
      Dataset dataset,
      long seed,
      String producer,
      Path target) {
    this.fp32 = fp32;
    this.options = options;
    this.dataset = dataset;
    this.seed = seed;
    this.producer = producer;
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
    return untouched("fp32", "the whole model stays fp32");
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
        untouched("unchanged", "the model is quantized already: it has the " + evidence.get()));
  }

  private Candidate untouched(String recipe, String reason) throws IOException {
    Model model = Model.read(fp32);
    List<NodeDecision> nodes = new ArrayList<>();
    for (Graph graph : model.graphs()) {
      for (Node node : graph.nodes()) {
        nodes.add(
            new NodeDecision(
                SelectedNodes.name(node), node.opType(), NodeDecision.Outcome.KEPT, reason));
      }
    }
    return new Candidate(recipe, recipe, fp32, nodes, Set.of(), Set.of());
  }

  /**
   * By recipe dynamic.
   *
   * @param kept names of nodes that stay fp32
   */
  Candidate dynamic(Set<String> kept) throws IOException, OrtException {
    Model model = Model.read(fp32);
    FoldedWeights.fold(model, scratch);
    List<NodeDecision> nodes =
        new DynamicRecipe(options.forDynamic())
            .apply(model, new SelectedNodes(model, options.selection(), kept));
    return new Candidate("dynamic", "dynamic", write(model, "dynamic"), nodes, Set.of(), kept);
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
    Model model = Model.read(fp32);
    QdqPlan plan =
        new QdqPlan(model, new SelectedNodes(model, selection, kept), options.forStatic());
    List<NodeDecision> nodes = StaticRecipe.apply(model, plan, ranges(plan.measured()));
    return new Candidate(
        name, "static", write(model, "static"), nodes, plan.quantizedValues(), kept);
  }

  /** Whether there is data to calibrate on. */
  boolean canCalibrate() {
    return dataset != null;
  }

  private Map<String, ValueRange> ranges(Set<String> values)
      throws IOException, OrtException, StageException {
    Map<String, ValueRange> known = measured.get(values);
    if (known == null) {
      Calibration calibration =
          new Calibration(
              CalibrationMethod.of(options.calibration()), options.calibrationSamples(), seed);
      known = calibration.measure(fp32, values, dataset, scratch);
      measured.put(values, known);
    }
    return known;
  }

  /** Writes into a model's metadata how it was made. */
  static void mark(Model model, String recipe, String producer) {
    model.metadata().put("edge.recipe", recipe);
    model.metadata().put("edge.producer", producer);
    // What fp32 reached is not what this model reaches.
    model.metadata().remove("edge.accuracy");
  }

  private Path write(Model model, String recipe) throws IOException {
    mark(model, recipe, producer);
    Path folder = Files.createDirectory(scratch.resolve("candidate" + made++));
    Path file = folder.resolve(fileName);
    model.write(file, ExternalData.WHEN_NEEDED);
    return file;
  }
}
