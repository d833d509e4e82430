package io.edge4j.maven.quantize;

import ai.onnxruntime.OrtException;
import io.edge4j.maven.dataset.FittedDataset;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes quantized models of one fp32 model, each from the file anew. Has a line per recipe, and
 * what recipes share.
 */
final class CandidateBuilder {
  private final Path fp32;
  private final QuantizationOptions options;
  private final TargetSettings settings;
  private final Judge judge;
  private final @Nullable FittedDataset dataset;
  private final long seed;
  private final Path scratch;
  private final String fileName;
  private List<String> frozen = List.of();
  private List<CalibrationTrial> calibrations = List.of();
  private List<Refinement> refinements = List.of();
  private long refiningNanos = Long.MAX_VALUE / 2;
  private final Map<Recipe, RecipeMaker> makers = new EnumMap<>(Recipe.class);
  private int made;

  /**
   * Prepares to make candidates.
   *
   * @param judge who decides between calibration methods, and what recipe static keeps
   * @param dataset null when there is none; then there are no static candidates
   * @param seed chooses calibration samples
   * @param target the name that the result will have, in a folder for all candidates
   * @throws StageException when there is no processor that the options name
   */
  CandidateBuilder(
      Path fp32,
      QuantizationOptions options,
      Judge judge,
      @Nullable FittedDataset dataset,
      long seed,
      Path target)
      throws IOException, StageException {
    this.fp32 = fp32;
    this.options = options;
    this.settings = options.targetSettings();
    this.judge = judge;
    this.dataset = dataset;
    this.seed = seed;
    this.scratch = Objects.requireNonNull(target.getParent(), "the target has no folder");
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
    return new Candidate(
        Recipe.FP32.label(), Recipe.FP32, fp32, fp32, nodes, Set.of(), Set.of(), Set.of());
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

  private Candidate untouched(String name, @Nullable Recipe recipe, String reason)
      throws IOException {
    Model model = Model.read(fp32);
    List<NodeDecision> nodes = new ArrayList<>();
    for (Graph graph : model.graphs()) {
      for (Node node : graph.nodes()) {
        nodes.add(
            new NodeDecision(
                SelectedNodes.name(node), node.opType(), NodeDecision.Outcome.KEPT, reason));
      }
    }
    return new Candidate(name, recipe, fp32, fp32, nodes, Set.of(), Set.of(), Set.of());
  }

  /** Makes models by that recipe. */
  RecipeMaker maker(Recipe recipe) {
    return makers.computeIfAbsent(
        recipe,
        asked ->
            switch (asked) {
              case FP32 ->
                  () -> List.of(new RecipeMaker.Form(asked.label(), asked, kept -> untouched()));
              case FP16 -> new Float16Maker(this);
              case DYNAMIC -> new DynamicMaker(this);
              case BLOCKWISE -> new BlockwiseMaker(this);
              case STATIC -> new StaticMaker(this);
            });
  }

  /**
   * The model that the recipe of that name is about.
   *
   * @throws StageException when the recipe lacks what it needs
   */
  Candidate by(Recipe recipe) throws IOException, OrtException, StageException {
    RecipeMaker maker = maker(recipe);
    Optional<String> obstacle = maker.obstacle();
    if (obstacle.isPresent()) {
      throw new StageException("<recipe> (edge.recipe): " + obstacle.get());
    }
    return maker.forms().get(0).make(Set.of());
  }

  /** What recipe auto tries: every form of every recipe that has what it needs. */
  List<RecipeMaker.Form> forms() {
    return Arrays.stream(Recipe.values())
        .filter(recipe -> recipe != Recipe.FP32)
        .map(this::maker)
        .filter(maker -> maker.obstacle().isEmpty())
        .flatMap(maker -> maker.forms().stream())
        .toList();
  }

  QuantizationOptions options() {
    return options;
  }

  /** What the processor wants that the model is for. */
  TargetSettings settings() {
    return settings;
  }

  Judge judge() {
    return judge;
  }

  /** For a recipe that asks {@link #canCalibrate} first. */
  FittedDataset dataset() {
    return Objects.requireNonNull(dataset, "there is no dataset to calibrate on");
  }

  Calibration calibration(CalibrationMethod method) {
    return new Calibration(method, options.calibrationSamples(), seed);
  }

  /** What each calibration method gave, where several were compared. */
  List<CalibrationTrial> calibrations() {
    return calibrations;
  }

  void compared(List<CalibrationTrial> methods) {
    calibrations = List.copyOf(methods);
  }

  /** How long what recipe static tries to lose less may take: as long as it takes, or a limit. */
  long refiningNanos() {
    return refiningNanos;
  }

  void limitRefining(long nanos) {
    refiningNanos = nanos;
  }

  /** What recipe static tried to lose less. */
  List<Refinement> refinements() {
    return refinements;
  }

  void refined(List<Refinement> tried) {
    refinements = List.copyOf(tried);
  }

  /** Whether there is data to calibrate on. */
  boolean canCalibrate() {
    return dataset != null;
  }

  /** The fp32 model, with its weights as constants where that is asked for. */
  Model read() throws IOException {
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

  /** Writes a model that was made of fp32, in a folder of its own. */
  Path write(Model model) throws IOException {
    return write(model, ExternalData.WHEN_NEEDED);
  }

  /**
   * Writes a model whose weights ONNX Runtime copies when it loads them. Where they are large they
   * lie beside it until it is judged: they are mapped then instead of being held twice.
   */
  Path writePacked(Model model) throws IOException {
    boolean large = ModelFiles.of(fp32).bytes() >= Judge.LARGE;
    return write(model, large ? ExternalData.BESIDE : ExternalData.WHEN_NEEDED);
  }

  private Path write(Model model, ExternalData where) throws IOException {
    Path folder = Files.createDirectory(scratch.resolve("candidate" + made++));
    Path file = folder.resolve(fileName);
    write(model, file, where);
    return file;
  }

  /** Writes a model that is none of the candidates. */
  static void write(Model model, Path file) throws IOException {
    write(model, file, ExternalData.WHEN_NEEDED);
  }

  /** What fp32 says of itself is not what this model says, which is known when it was judged. */
  private static void write(Model model, Path file, ExternalData where) throws IOException {
    model.metadata().keySet().removeIf(key -> key.startsWith(ModelMetadata.PREFIX));
    model.write(file, where);
  }
}
