package io.edge4j.maven.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts a model into slices whose weights stay below a limit, so that a model of any size can run in
 * little memory: slice after slice, with only what crosses the cuts kept in between.
 */
public final class ModelSlices {
  /** Operators that only pass constants on; each slice that needs one gets its own copy. */
  private static final Set<String> PASSING_ON =
      Set.of("Constant", "Identity", "Transpose", "Reshape", "Cast", "Squeeze", "Unsqueeze");

  private final Model model;
  private final Graph graph;
  private final Map<String, Node> passedOn = new HashMap<>();

  private ModelSlices(Model model) {
    this.model = model;
    this.graph = model.graph();
  }

  /**
   * Cuts a model. A slice holds at least one node, so that a single large weight makes a large
   * slice.
   *
   * @param largest bytes of weights in a slice
   * @return the slices in the order in which they run; empty when an output of the model is given
   *     by no node that runs
   */
  public static Optional<List<ModelSlice>> of(Model model, long largest) {
    return new ModelSlices(model).cut(largest);
  }

  /** A slice while nodes are added to it. */
  private final class Draft {
    private final Set<Node> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Node> ordered = new ArrayList<>();
    private final Map<String, Initializer> constants = new LinkedHashMap<>();
    private final Set<String> made = new LinkedHashSet<>();
    private final Set<String> given = new LinkedHashSet<>();
    private long bytes;

    void add(Node node) {
      for (String value : GraphOrder.reads(node)) {
        require(value);
      }
      if (nodes.add(node)) {
        ordered.add(node);
        bytes += heldBytes(node);
        made.addAll(node.outputs());
      }
    }

    private void require(String value) {
      Initializer constant = graph.initializer(value);
      if (constant != null) {
        if (constants.put(value, constant) == null) {
          bytes += constant.bytes();
        }
      } else if (passedOn.containsKey(value)) {
        add(passedOn.get(value));
      } else if (!made.contains(value) && !graph.sparseInitializers().contains(value)) {
        given.add(value);
      }
    }
  }

  private Optional<List<ModelSlice>> cut(long largest) {
    List<Draft> drafts = new ArrayList<>();
    Draft draft = new Draft();
    for (Node node : graph.nodes()) {
      if (passesConstantsOn(node)) {
        passedOn.put(node.output(0), node);
        continue;
      }
      if (!draft.ordered.isEmpty() && draft.bytes + newBytes(draft, node) > largest) {
        drafts.add(draft);
        draft = new Draft();
      }
      draft.add(node);
    }
    drafts.add(draft);
    return finish(drafts);
  }

  private Optional<List<ModelSlice>> finish(List<Draft> drafts) {
    Set<String> wanted = new LinkedHashSet<>();
    graph.outputs().forEach(output -> wanted.add(output.getName()));
    Set<String> open = new HashSet<>(wanted);
    List<ModelSlice> slices = new ArrayList<>();
    List<Draft> lastFirst = new ArrayList<>(drafts);
    Collections.reverse(lastFirst);
    for (Draft draft : lastFirst) {
      List<String> outputs =
          draft.made.stream()
              .filter(value -> wanted.contains(value) && !passedOn.containsKey(value))
              .toList();
      outputs.forEach(open::remove);
      wanted.addAll(draft.given);
      slices.add(
          new ModelSlice(
              model,
              draft.ordered,
              List.copyOf(draft.constants.values()),
              List.copyOf(draft.given),
              outputs));
    }
    Collections.reverse(slices);
    return open.isEmpty() ? Optional.of(slices) : Optional.empty();
  }

  private boolean passesConstantsOn(Node node) {
    return node.domain().isEmpty()
        && PASSING_ON.contains(node.opType())
        && GraphOrder.reads(node).stream()
            .allMatch(value -> graph.initializer(value) != null || passedOn.containsKey(value));
  }

  private long newBytes(Draft draft, Node node) {
    long bytes = heldBytes(node);
    for (String value : GraphOrder.reads(node)) {
      Initializer constant = graph.initializer(value);
      if (constant != null && !draft.constants.containsKey(value)) {
        bytes += constant.bytes();
      } else if (passedOn.containsKey(value) && !draft.made.contains(value)) {
        bytes += newBytes(draft, passedOn.get(value));
      }
    }
    return bytes;
  }

  /** Weights inside a node: a Constant's value, and what the graphs in it store. */
  private static long heldBytes(Node node) {
    long bytes = node.tensor("value") == null ? 0 : node.tensor("value").bytes();
    for (Graph inner : node.subgraphs()) {
      bytes += inner.initializers().stream().mapToLong(Initializer::bytes).sum();
      bytes += inner.nodes().stream().mapToLong(ModelSlices::heldBytes).sum();
    }
    return bytes;
  }
}
