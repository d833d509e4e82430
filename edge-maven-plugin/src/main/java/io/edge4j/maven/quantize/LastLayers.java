package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Layers whose values are a model's outputs, or become them by a bias, a Softmax and the like: what
 * they lose nothing evens out, and they are often small.
 */
final class LastLayers {
  /** What changes values one by one, or only their shape. */
  private static final Set<String> ENDS =
      Set.of(
          "Add",
          "Cast",
          "Div",
          "Flatten",
          "Identity",
          "LogSoftmax",
          "Mul",
          "Reshape",
          "Sigmoid",
          "Softmax",
          "Squeeze",
          "Sub",
          "Tanh",
          "Transpose",
          "Unsqueeze");

  private LastLayers() {}

  /** Names of the MatMul and Gemm nodes with a constant weight from which only ends lead out. */
  static Set<String> of(Model model) {
    Constants constants = new Constants(model);
    Set<String> layers = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    model.graph().outputs().forEach(output -> open.add(output.getName()));
    while (!open.isEmpty()) {
      String value = open.remove();
      Node maker = constants.maker(model.graph(), value);
      if (maker == null || !seen.add(value)) {
        continue;
      }
      List<String> computed =
          maker.inputs().stream()
              .filter(input -> !input.isEmpty() && constants.find(model.graph(), input) == null)
              .toList();
      if (maker.is("MatMul") || maker.is("Gemm")) {
        if (constants.find(model.graph(), maker.input(1)) != null) {
          layers.add(SelectedNodes.name(maker));
        }
      } else if (ENDS.contains(maker.opType()) && computed.size() == 1) {
        // A sum of two computed values is no end of one of them.
        open.addAll(computed);
      }
    }
    return layers;
  }
}
