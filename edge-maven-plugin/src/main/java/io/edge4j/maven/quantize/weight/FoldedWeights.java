package io.edge4j.maven.quantize.weight;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelSlice;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.onnx.ValueNames;
import io.edge4j.maven.quantize.session.OrtModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Weights of LSTMs that nodes make of stored ones alone. PyTorch's exporter (torch.onnx of 2.9 and
 * later) cuts the matrices of the gates and joins them in ONNX's order, all in the graph. ONNX
 * Runtime does that once here, so that there are weights to quantize.
 */
public final class FoldedWeights {
  private static final List<Integer> WEIGHTS_OF_LSTM = List.of(1, 2);

  /** Operators that only move elements: what they make is as large as what they read. */
  private static final Set<String> MOVING =
      Set.of("Concat", "Identity", "Reshape", "Slice", "Squeeze", "Transpose", "Unsqueeze");

  private final Model model;
  private final Graph graph;
  private final Map<String, Node> makers = new HashMap<>();
  private final Set<Node> nodes = new HashSet<>();
  private final Map<String, Initializer> stored = new LinkedHashMap<>();

  private FoldedWeights(Model model) {
    this.model = model;
    this.graph = model.graph();
    graph.nodes().forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
  }

  /**
   * Stores such weights in place of the nodes that make them.
   *
   * @param scratch a folder for the model that makes them, which does not stay
   */
  public static void fold(Model model, Path scratch) throws IOException, OrtException {
    new FoldedWeights(model).fold(scratch);
  }

  private void fold(Path scratch) throws IOException, OrtException {
    Set<String> made = new LinkedHashSet<>();
    Constants constants = new Constants(model);
    for (Node node : graph.nodes()) {
      if (node.is("LSTM")) {
        for (int input : WEIGHTS_OF_LSTM) {
          String value = node.input(input);
          if (constants.find(graph, value) == null && takeIn(value)) {
            made.add(value);
          }
        }
      }
    }
    if (!made.isEmpty()) {
      store(compute(made, scratch));
    }
  }

  /** Whether a value is made of stored ones alone; then the nodes that make it are taken in. */
  private boolean takeIn(String value) {
    Set<Node> making = new HashSet<>();
    Map<String, Initializer> read = new HashMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(value));
    while (!open.isEmpty()) {
      String next = open.pop();
      Initializer tensor = graph.initializer(next);
      Node maker = makers.get(next);
      if (tensor != null && !model.isOverridable(graph, next)) {
        read.put(next, tensor);
      } else if (maker != null && maker.is("Constant")) {
        making.add(maker);
      } else if (maker != null && maker.domain().isEmpty() && MOVING.contains(maker.opType())) {
        if (making.add(maker)) {
          maker.inputs().stream().filter(input -> !input.isEmpty()).forEach(open::push);
        }
      } else {
        return false;
      }
    }
    nodes.addAll(making);
    stored.putAll(read);
    return true;
  }

  private Map<String, Initializer> compute(Set<String> made, Path scratch)
      throws IOException, OrtException {
    List<Node> inOrder = graph.nodes().stream().filter(nodes::contains).toList();
    ModelSlice slice =
        new ModelSlice(model, inOrder, List.copyOf(stored.values()), List.of(), List.copyOf(made));
    Path file = Files.createTempDirectory(scratch, "weights").resolve("weights.onnx");
    slice.write(file, Map.of());
    ValueNames names = new ValueNames(model);
    Map<String, Initializer> tensors = new LinkedHashMap<>();
    try (OrtModel session = OrtModel.openLean(file, 1)) {
      Map<String, OnnxTensor> weights = session.runForTensors(Map.of());
      // Weights of another type than float32 are not among these: they stay as they are.
      OrtModel.floats(new LinkedHashMap<String, OnnxValue>(weights).entrySet())
          .forEach(
              (value, floats) ->
                  tensors.put(
                      value,
                      Initializer.ofFloats(
                          names.fresh(value + "_folded"), dims(weights, value), floats)));
      weights.values().forEach(OnnxTensor::close);
    }
    return tensors;
  }

  private static List<Long> dims(Map<String, OnnxTensor> tensors, String value) {
    OnnxTensor tensor = Objects.requireNonNull(tensors.get(value), "the model did not make it");
    return Arrays.stream(tensor.getInfo().getShape()).boxed().toList();
  }

  private void store(Map<String, Initializer> folded) {
    folded.values().forEach(graph::addInitializer);
    for (Node node : graph.nodes()) {
      if (node.is("LSTM")) {
        for (int input : WEIGHTS_OF_LSTM) {
          Initializer weight = folded.get(node.input(input));
          if (weight != null) {
            node.setInput(input, weight.name());
          }
        }
      }
    }
    Constants.removeUnread(model, folded.keySet());
  }
}
