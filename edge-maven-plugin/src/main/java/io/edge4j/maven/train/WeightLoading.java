package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.util.Pair;
import io.edge4j.maven.stage.Digest;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.weights.NameMapping;
import io.edge4j.maven.train.weights.NamedTensors;
import io.edge4j.maven.train.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Puts {@link InitialWeights} into a block by name, and freezes what is to stay as it is. */
final class WeightLoading {
  /**
   * What PyTorch calls a normalization's numbers, and what DJL does. Names end with them.
   *
   * <p>Weights of other layers are called the same by both, and lie the same way.
   */
  private static final Map<String, String> TAILS =
      new TreeMap<>(
          Map.of(
              "weight", "gamma",
              "bias", "beta",
              "running_mean", "runningMean",
              "running_var", "runningVar"));

  private final BlockSpec spec;
  private final InitialWeights initial;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  WeightLoading(BlockSpec spec, Block network, InitialWeights initial) {
    this.spec = spec;
    this.initial = initial;
    for (Pair<String, Parameter> parameter : network.getParameters()) {
      parameters.put(parameter.getKey(), parameter.getValue());
    }
  }

  InitialWeightsReport run() throws StageException, IOException {
    Path file = initial.file();
    if (file.toString().endsWith(InitialWeights.SAFETENSORS)) {
      return run(SafetensorsFile.open(file));
    }
    try (TrainedModel model = TrainedModel.load(spec, file)) {
      return run(new BlockTensors(model.network()));
    }
  }

  private InitialWeightsReport run(NamedTensors tensors) throws StageException, IOException {
    NameMapping mapping = NameMapping.of(initial.mapping());
    List<String> misspelt = mapping.unused(tensors.shapes().keySet());
    if (!misspelt.isEmpty()) {
      throw new StageException(
          "<mapping> of <initialWeights> has '%s', which fits no tensor of %s; it holds %s."
              .formatted(misspelt.get(0), initial.file(), listed(tensors.shapes())));
    }
    Map<String, String> sources = new LinkedHashMap<>();
    List<String> unused = new ArrayList<>();
    for (String name : tensors.shapes().keySet()) {
      String target = mapping.target(name).map(this::parameter).orElse("");
      if (target.isEmpty()) {
        unused.add(name);
      } else {
        String other = sources.put(target, name);
        if (other != null) {
          throw new StageException(
              "<mapping> of <initialWeights> gives both '%s' and '%s' to '%s'; leave one out with '%s ='."
                  .formatted(other, name, target, name));
        }
      }
    }
    if (sources.isEmpty()) {
      throw new StageException(
          "<file> of <initialWeights> is %s, none of whose tensors has a name of the network's parameters; say in <mapping> which is which. The file holds %s; the network has %s."
              .formatted(initial.file(), listed(tensors.shapes()), listed(shapes())));
    }
    for (Map.Entry<String, String> source : sources.entrySet()) {
      fill(source.getKey(), source.getValue(), tensors);
    }
    return new InitialWeightsReport(
        String.valueOf(initial.file().getFileName()),
        Digest.of(initial.file()),
        List.copyOf(sources.keySet()),
        parameters.keySet().stream().filter(name -> !sources.containsKey(name)).toList(),
        unused,
        freeze());
  }

  /** The block's name for what a rule leads to; empty where it has none of it. */
  private String parameter(String target) {
    if (parameters.containsKey(target)) {
      return target;
    }
    for (Map.Entry<String, String> tail : TAILS.entrySet()) {
      if (target.endsWith(tail.getKey())) {
        String other =
            target.substring(0, target.length() - tail.getKey().length()) + tail.getValue();
        if (parameters.containsKey(other)) {
          return other;
        }
      }
    }
    return "";
  }

  private void fill(String name, String source, NamedTensors tensors)
      throws StageException, IOException {
    NDArray array = array(name);
    List<Long> wanted = shape(array);
    List<Long> found = tensors.shapes().get(source);
    if (!wanted.equals(found)) {
      throw new StageException(
          "<file> of <initialWeights> is %s, whose tensor '%s' has the shape %s, where '%s' of the network has %s; map another, or leave it out with '%s =' in <mapping>."
              .formatted(initial.file(), source, found, name, wanted, source));
    }
    float[] values = tensors.values(source);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new StageException(
            "<file> of <initialWeights> is %s, whose tensor '%s' holds %s; weights are finite numbers."
                .formatted(initial.file(), source, value));
      }
    }
    array.set(FloatBuffer.wrap(values));
  }

  private List<String> freeze() throws StageException {
    List<String> frozen = new ArrayList<>();
    for (String pattern : initial.freeze()) {
      List<String> fits =
          parameters.keySet().stream().filter(NameMapping.fits(pattern.strip())).toList();
      if (fits.isEmpty()) {
        throw new StageException(
            "<freeze> of <initialWeights> has '%s', which fits no parameter of the network; it has %s."
                .formatted(pattern, listed(shapes())));
      }
      for (String name : fits) {
        if (!frozen.contains(name)) {
          Objects.requireNonNull(parameters.get(name)).freeze(true);
          frozen.add(name);
        }
      }
    }
    if (parameters.values().stream().noneMatch(Parameter::requiresGradient)) {
      throw new StageException(
          "<freeze> of <initialWeights> is %s, which leaves nothing to learn; freeze less."
              .formatted(initial.freeze()));
    }
    return frozen;
  }

  private NDArray array(String name) {
    return Objects.requireNonNull(parameters.get(name), name).getArray();
  }

  private Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    parameters.keySet().forEach(name -> shapes.put(name, shape(array(name))));
    return shapes;
  }

  private static String listed(Map<String, List<Long>> shapes) {
    return InitialWeightsReport.named(
        shapes.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).toList());
  }

  private static List<Long> shape(NDArray array) {
    return Arrays.stream(array.getShape().getShape()).boxed().toList();
  }

  /** A block that was filled from a file of its own. */
  private record BlockTensors(Block block) implements NamedTensors {
    @Override
    public Map<String, List<Long>> shapes() {
      Map<String, List<Long>> shapes = new LinkedHashMap<>();
      for (Pair<String, Parameter> parameter : block.getParameters()) {
        shapes.put(parameter.getKey(), shape(parameter.getValue().getArray()));
      }
      return shapes;
    }

    @Override
    public float[] values(String name) {
      return block.getParameters().get(name).getArray().toFloatArray();
    }
  }
}
