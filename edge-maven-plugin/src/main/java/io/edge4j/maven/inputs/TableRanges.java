package io.edge4j.maven.inputs;

import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * For each input that is looked up in a table of the model, how many rows the table has: the ids
 * that the model takes are those below. An input is followed through nodes that only pass its
 * values on. Of several tables the smallest counts.
 */
final class TableRanges {
  /** Operators whose first output holds values of their first input and nothing else. */
  private static final Set<String> PASS_ON =
      Set.of(
          "Cast",
          "Expand",
          "Flatten",
          "Identity",
          "Reshape",
          "Slice",
          "Squeeze",
          "Tile",
          "Transpose",
          "Unsqueeze");

  /** Inputs of {@code com.microsoft.EmbedLayerNormalization}: ids, and the table of each. */
  private static final Map<Integer, Integer> EMBEDDED = Map.of(0, 2, 1, 4);

  private final Constants constants;
  private final Map<String, Long> rows = new LinkedHashMap<>();

  private TableRanges(Model model) {
    constants = new Constants(model);
  }

  /** Rows of the smallest table that reads an input, by the input's name. */
  static Map<String, Long> of(Model model, List<String> inputs) {
    TableRanges ranges = new TableRanges(model);
    Map<String, String> carried = new HashMap<>();
    inputs.forEach(input -> carried.put(input, input));
    ranges.follow(model.graph(), carried);
    return ranges.rows;
  }

  /**
   * @param carried for each value that holds an input's values, that input
   */
  private void follow(Graph graph, Map<String, String> carried) {
    for (Node node : graph.nodes()) {
      if (PASS_ON.contains(node.opType()) && node.domain().isEmpty()) {
        String input = carried.get(node.input(0));
        if (input != null) {
          carried.put(node.output(0), input);
        }
      } else if (node.is("Gather")) {
        lookUp(graph, carried, node.input(1), node.input(0), node.integer("axis", 0));
      } else if (node.opType().equals("EmbedLayerNormalization")) {
        EMBEDDED.forEach(
            (ids, table) -> lookUp(graph, carried, node.input(ids), node.input(table), 0));
      } else if (node.opType().equals("GatherBlockQuantized")) {
        lookUp(graph, carried, node.input(1), node.input(0), node.integer("gather_axis", 0));
      }
      // A graph inside a node sees the values around it by their names.
      node.subgraphs().forEach(inner -> follow(inner, new HashMap<>(carried)));
    }
  }

  private void lookUp(
      Graph graph, Map<String, String> carried, String ids, String table, long axis) {
    String input = carried.get(ids);
    OptionalLong found = input == null ? OptionalLong.empty() : rowsOf(graph, table, axis);
    if (found.isPresent()) {
      rows.merge(input, found.getAsLong(), Math::min);
    }
  }

  private OptionalLong rowsOf(Graph graph, String table, long axis) {
    Constant constant = constants.find(graph, table);
    if (constant != null) {
      List<Long> dims = constant.dims();
      long at = axis < 0 ? axis + dims.size() : axis;
      return at >= 0 && at < dims.size() && dims.get((int) at) > 0
          ? OptionalLong.of(dims.get((int) at))
          : OptionalLong.empty();
    }
    Node maker = constants.maker(graph, table);
    return maker != null && (maker.is("DequantizeLinear") || maker.is("Cast"))
        ? rowsOf(graph, maker.input(0), axis)
        : OptionalLong.empty();
  }
}
