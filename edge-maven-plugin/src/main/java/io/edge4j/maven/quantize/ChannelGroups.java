package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.onnx.ValueUses;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the groups of channels of a model's main graph that can be scaled without changing what the
 * model computes. Between the layers of a group lie only Relu and its like, which give {@code c *
 * f(x)} for {@code c * x} and positive {@code c}, sums and pools. A Clip with an upper bound, such
 * as ReLU6, is none of them: each channel would need a bound of its own.
 */
final class ChannelGroups {
  private static final Set<String> ELEMENTWISE = Set.of("Relu", "LeakyRelu", "PRelu");
  private static final Set<String> POOLS =
      Set.of("MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool");

  private final Graph graph;
  private final Constants constants;
  private final ValueUses uses;
  private final IdentityHashMap<Node, EqualizedLayer> layers = new IdentityHashMap<>();

  private ChannelGroups(Model model) throws IOException {
    this.graph = model.graph();
    this.constants = new Constants(model);
    this.uses = new ValueUses(graph);
    ReadCounts reads = new ReadCounts(model);
    for (Node node : graph.nodes()) {
      EqualizedLayer layer = EqualizedLayer.of(graph, node, constants, reads);
      if (layer != null) {
        layers.put(node, layer);
      }
    }
  }

  /** In the order in which the model makes them. */
  static List<ChannelGroup> of(Model model) throws IOException {
    ChannelGroups found = new ChannelGroups(model);
    List<ChannelGroup> groups = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Node node : found.graph.nodes()) {
      EqualizedLayer layer = found.layers.get(node);
      if (layer != null && !seen.contains(node.output(0))) {
        Search search = found.new Search(layer);
        search.run().ifPresent(groups::add);
        seen.addAll(search.places.keySet());
      }
    }
    return groups;
  }

  /** Where the channels of a value are. */
  private enum Layout {
    /** Axis 1 of what convolutions read and make. */
    SECOND_AXIS,
    /** The last axis. */
    LAST_AXIS,
    /** The last axis, together with the positions of a picture. */
    FLATTENED
  }

  /**
   * A value's channels.
   *
   * @param rank of the value where that matters, which it does for the second axis; else 0
   */
  private record Place(Layout layout, int rank) {
    static Place of(EqualizedLayer layer) {
      return layer.isSpatial()
          ? new Place(Layout.SECOND_AXIS, layer.rank())
          : new Place(Layout.LAST_AXIS, 0);
    }

    static final Place FLATTENED = new Place(Layout.FLATTENED, 0);

    boolean isSecondAxis() {
      return layout == Layout.SECOND_AXIS;
    }
  }

  /** Everything that shares channels with what one layer makes. */
  private final class Search {
    private final int channels;
    private final Map<String, Place> places = new HashMap<>();
    private final Deque<String> waiting = new ArrayDeque<>();
    private final Set<EqualizedLayer> makers = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<EqualizedLayer> orderedMakers = new ArrayList<>();
    private final List<ChannelGroup.Reader> readers = new ArrayList<>();
    private boolean free = true;

    Search(EqualizedLayer first) {
      this.channels = first.outputs();
      reach(first.node().output(0), Place.of(first));
    }

    /** Empty where something else has to do with one of the values. */
    Optional<ChannelGroup> run() throws IOException {
      while (!waiting.isEmpty()) {
        String value = waiting.remove();
        Place place = places.getOrDefault(value, Place.FLATTENED);
        Node maker = uses.maker(value);
        free &= maker != null && !graph.isOutput(value) && isMadeHere(maker, place);
        for (Node reader : uses.readers(value)) {
          free &= isReadHere(reader, value, place);
        }
      }
      if (!free || readers.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(new ChannelGroup(channels, orderedMakers, readers));
    }

    private boolean reach(String value, Place place) {
      Place known = places.putIfAbsent(value, place);
      if (known == null) {
        waiting.add(value);
      }
      return known == null || known.equals(place);
    }

    private boolean isMadeHere(Node maker, Place place) throws IOException {
      EqualizedLayer layer = layers.get(maker);
      if (layer != null) {
        if (makers.add(layer)) {
          orderedMakers.add(layer);
        }
        return Place.of(layer).equals(place) && layer.outputs() == channels;
      }
      if (maker.is("Add")) {
        return reach(maker.input(0), place) && reach(maker.input(1), place);
      }
      if (keepsFactors(maker, place)) {
        return reach(maker.input(0), place);
      }
      return flattens(maker) && places.containsKey(maker.input(0));
    }

    private boolean isReadHere(Node reader, String value, Place place) throws IOException {
      EqualizedLayer layer = layers.get(reader);
      if (layer != null) {
        return isInputOf(layer, value, place);
      }
      if (reader.is("Add") || (keepsFactors(reader, place) && reader.input(0).equals(value))) {
        return reach(reader.output(0), place);
      }
      return flattens(reader) && place.isSecondAxis() && reach(reader.output(0), Place.FLATTENED);
    }

    private boolean isInputOf(EqualizedLayer layer, String value, Place place) {
      boolean once = layer.node().inputs().stream().filter(value::equals).count() == 1;
      if (!once || !layer.node().input(0).equals(value)) {
        return false;
      }
      boolean flat = place.layout() == Layout.FLATTENED;
      boolean fits =
          flat
              ? !layer.isSpatial() && layer.inputs() % channels == 0
              : Place.of(layer).equals(place) && layer.inputs() == channels;
      if (fits) {
        readers.add(new ChannelGroup.Reader(layer, layer.inputs() / channels));
      }
      return fits;
    }
  }

  /** Whether a node gives each channel, multiplied by a positive factor, multiplied by it. */
  private boolean keepsFactors(Node node, Place place) throws IOException {
    if (!node.domain().isEmpty()) {
      return false;
    }
    return ELEMENTWISE.contains(node.opType())
        || (node.is("Clip") && clipsAtZeroOnly(node))
        || (POOLS.contains(node.opType())
            && place.isSecondAxis()
            && node.outputs().stream().skip(1).allMatch(String::isEmpty));
  }

  private boolean clipsAtZeroOnly(Node clip) throws IOException {
    if (clip.inputs().size() == 1) {
      return clip.real("min", -Float.MAX_VALUE) == 0
          && clip.real("max", Float.MAX_VALUE) >= Float.MAX_VALUE;
    }
    return clip.input(2).isEmpty() && isZero(clip.input(1));
  }

  private boolean isZero(String value) throws IOException {
    Constant constant = constants.find(graph, value);
    if (constant == null || constant.overridable() || !constant.tensor().isFloat()) {
      return false;
    }
    float[] bound = constant.tensor().floats();
    return bound.length == 1 && bound[0] == 0;
  }

  private static boolean flattens(Node node) {
    return node.is("Flatten") && node.integer("axis", 1) == 1;
  }
}
