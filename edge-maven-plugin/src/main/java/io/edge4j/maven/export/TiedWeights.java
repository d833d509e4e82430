package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Finds constants that a graph uses both as they are and with their axes swapped, such as a table
 * of embeddings that is also the last layer's weight. They are stored once, and a node swaps the
 * axes; a constant that is only used swapped is stored swapped, without a node.
 */
final class TiedWeights {
  private final TracedGraph graph;
  private final Set<NDArray> usedAsTheyAre = Collections.newSetFromMap(new IdentityHashMap<>());

  TiedWeights(TracedGraph graph) {
    this.graph = graph;
    for (Call call : graph.calls()) {
      for (int i = 0; i < call.count(); i++) {
        // The table of operators swaps the weight of a linear layer on more than two axes.
        boolean swapped =
            i == 2 && call.operation().equals("NDArrayEx.linear") && call.value(1).rank() != 2;
        if (!swapped) {
          collect(call.arguments().get(i));
        }
      }
    }
    graph.outputs().forEach(this::collect);
  }

  private void collect(Object argument) {
    if (argument instanceof Value value && value.isConstant()) {
      usedAsTheyAre.add(value.constant());
    } else if (argument instanceof List<?> list) {
      list.forEach(this::collect);
    }
  }

  /** Whether the constant is stored as it is, so that a swapped copy would store it twice. */
  boolean contains(Value constant) {
    return usedAsTheyAre.contains(constant.constant());
  }

  /** The calls that swap axes of such constants: they become nodes and not constants. */
  List<Call> swaps() {
    return graph.swaps().stream().filter(call -> contains(call.receiver())).toList();
  }
}
