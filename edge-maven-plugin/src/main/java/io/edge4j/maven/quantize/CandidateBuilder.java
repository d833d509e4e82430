package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes quantized models of one fp32 model, each from the file anew. */
final class CandidateBuilder {
  private final Path fp32;
  private final QuantizationOptions options;
  private final Dataset dataset;
  private final long seed;
  private final Path scratch;
  private final Map<Set<String>, Map<String, ValueRange>> measured = new HashMap<>();
  private int made;

  /**
   * Prepares to make candidates.
   *
   * @param dataset null when there is none; then there are no static candidates
   * @param seed chooses calibration samples
   * @param scratch a folder for the models
   */
  CandidateBuilder(
      Path fp32, QuantizationOptions options, Dataset dataset, long seed, Path scratch) {
    this.fp32 = fp32;
    this.options = options;
    this.dataset = dataset;
    this.seed = seed;
    this.scratch = scratch;
  }

  Path fp32() {
    return fp32;
  }

  Path scratch() {
    return scratch;
  }

  /** The model as it came. */
  Candidate untouched() throws IOException {
    Model model = Model.read(fp32);
    List<NodeDecision> nodes = new ArrayList<>();
    for (Graph graph : model.graphs()) {
      for (Node node : graph.nodes()) {
        nodes.add(
            new NodeDecision(
                SelectedNodes.name(node),
                node.opType(),
                NodeDecision.Outcome.kept,
                "the whole model stays fp32"));
      }
    }
    return new Candidate("fp32", "fp32", fp32, nodes, Set.of(), Set.of());
  }

  /**
   * By recipe dynamic.
   *
   * @param kept names of nodes that stay fp32
   */
  Candidate dynamic(Set<String> kept) throws IOException {
    Model model = Model.read(fp32);
    List<NodeDecision> nodes =
        new DynamicRecipe(options.forDynamic())
            .apply(model, new SelectedNodes(model, options.selection(), kept));
    return new Candidate("dynamic", "dynamic", write(model), nodes, Set.of(), kept);
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
    return new Candidate(name, "static", write(model), nodes, plan.quantizedValues(), kept);
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

  private Path write(Model model) throws IOException {
    Path folder = Files.createDirectory(scratch.resolve("candidate" + made++));
    Path file = folder.resolve("model.onnx");
    model.write(file, ExternalData.WHEN_NEEDED);
    return file;
  }
}
