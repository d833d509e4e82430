package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Who reads each stored constant of a model, before anything is rewritten: a table whose rows are
 * looked up may be the weight of a product too, and both must then read the same integers.
 */
public final class WeightReaders {
  /** How a node reads a constant. */
  public enum Use {
    /** Gather along the first axis. */
    ROWS,
    /** A product, as it is stored. */
    PRODUCT,
    /** A product, with its axes swapped. */
    TRANSPOSED_PRODUCT,
    /** Anything else, which needs the floats. */
    OTHER
  }

  private record Key(Graph home, String tensor) {}

  private final Map<Key, Set<Use>> uses = new HashMap<>();

  /**
   * Looks through a whole model.
   *
   * @param takes whether a recipe rewrites a node's reading of a constant; all others need the
   *     floats
   */
  public WeightReaders(Model model, Constants constants, BiPredicate<Node, Constant> takes) {
    for (Graph graph : model.graphs()) {
      for (Node node : graph.nodes()) {
        // These pass constants on; who reads what they make is asked below.
        if (node.is("Identity") || node.is("Transpose") || node.is("Constant")) {
          continue;
        }
        for (int i = 0; i < node.inputs().size(); i++) {
          add(constants.find(graph, node.input(i)), node, i, takes);
        }
      }
      graph.outputs().forEach(o -> add(constants.find(graph, o.getName()), Use.OTHER));
    }
  }

  private void add(
      @Nullable Constant constant, Node node, int input, BiPredicate<Node, Constant> takes) {
    if (constant != null) {
      add(constant, takes.test(node, constant) ? use(constant, node, input) : Use.OTHER);
    }
  }

  private void add(@Nullable Constant constant, Use use) {
    if (constant != null) {
      Key key = new Key(constant.home(), constant.tensor().name());
      uses.computeIfAbsent(key, k -> EnumSet.noneOf(Use.class)).add(use);
    }
  }

  private static Use use(Constant constant, Node node, int input) {
    if (node.is("Gather") && input == 0 && !constant.transposed()) {
      return node.integer("axis", 0) == 0 ? Use.ROWS : Use.OTHER;
    }
    if (input == 1 && (node.is("MatMul") || node.is("Gemm"))) {
      boolean swapped =
          constant.transposed() != (node.is("Gemm") && node.integer("transB", 0) != 0);
      return swapped ? Use.TRANSPOSED_PRODUCT : Use.PRODUCT;
    }
    return Use.OTHER;
  }

  /** Whether a constant is read in that way, among others. */
  public boolean has(Constant constant, Use use) {
    return uses.getOrDefault(new Key(constant.home(), constant.tensor().name()), Set.of())
        .contains(use);
  }
}
