package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import io.edge4j.model.ExternalFiles;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.WireInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX model that can be read from a file, changed and written again. Weights stay in the file
 * that they came from until they are asked for or written, so the files may not change while the
 * model is in use.
 *
 * <p>What this class does not understand (local functions, sparse tensors, training info, fields of
 * later versions) comes out as it went in.
 */
public final class Model {
  /**
   * From this version on, an initializer that is also an input is a default that callers may
   * replace.
   */
  private static final int OVERRIDABLE_INITIALIZERS = 4;

  private final ModelProto base;
  private final Graph graph;
  private final BulkData bulk;
  private final ExternalFiles files;
  private final Map<String, Integer> opsets = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private long irVersion;

  private Model(Model whole, Graph part) {
    this.base = whole.base;
    this.graph = part;
    this.bulk = whole.bulk;
    this.files = whole.files;
    this.irVersion = Math.max(whole.irVersion, OVERRIDABLE_INITIALIZERS);
    opsets.putAll(whole.opsets);
  }

  private Model(ModelProto proto, Graph graph, BulkData bulk, ExternalFiles files)
      throws ModelFormatException {
    this.base =
        new EmbeddedTensors(bulk, files)
            .takeAlong(
                proto.toBuilder().clearGraph().clearOpsetImport().clearMetadataProps().build());
    this.graph = graph;
    this.bulk = bulk;
    this.files = files;
    this.irVersion = proto.getIrVersion();
    for (OperatorSetIdProto opset : proto.getOpsetImportList()) {
      opsets.put(domain(opset.getDomain()), (int) opset.getVersion());
    }
    proto.getMetadataPropsList().forEach(e -> metadata.put(e.getKey(), e.getValue()));
  }

  /**
   * Reads a model; its external data is found beside it.
   *
   * @throws ModelFormatException when the file, or what it refers to, is no valid model
   */
  public static Model read(Path file) throws IOException {
    BulkData bulk = new BulkData();
    try (WireInput in = WireInput.of(file)) {
      ExternalFiles files = new ExternalFiles(file);
      ModelProto proto = new WireSkeleton(file, in, bulk).read();
      if (!proto.hasGraph()) {
        throw in.hasNoGraph();
      }
      if (proto.getOpsetImportCount() == 0) {
        throw in.hasNoOperatorSet();
      }
      Graph graph = Graph.of(proto.getGraph(), null, bulk, files);
      GraphOrder.establish(graph);
      return new Model(proto, graph, bulk, files);
    } catch (ModelFormatException e) {
      String message = e.getMessage();
      throw message.startsWith(file.toString())
          ? e
          : new ModelFormatException(file + " is damaged: " + message, e);
    }
  }

  /** A model of the same operators and functions around a part of this one's graph. */
  Model around(Graph part) {
    return new Model(this, part);
  }

  /** Writes the model, whole, to one file and, when it asks for it, one file of data beside it. */
  public void write(Path file, ExternalData where) throws IOException {
    tidy(graph);
    BulkData written = new BulkData(bulk);
    ModelProto proto = toProto(written);
    boolean keepsData = files.used() && where == ExternalData.WHEN_NEEDED;
    long largestFile = keepsData ? ExternalData.LARGEST_JOINED : ExternalData.LARGEST_FILE;
    new ModelWriter(proto, written).write(file, where, largestFile);
  }

  private ModelProto toProto(BulkData written) throws IOException {
    ModelProto.Builder proto =
        base.toBuilder().setIrVersion(irVersion).setGraph(graph.toProto(written));
    opsets.forEach(
        (domain, version) ->
            proto.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
    metadata.forEach(
        (key, value) ->
            proto.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return proto.build();
  }

  private static void tidy(Graph graph) {
    Set<String> values = new HashSet<>();
    for (Node node : graph.nodes()) {
      values.addAll(node.outputs());
      node.subgraphs().forEach(Model::tidy);
    }
    graph.initializers().forEach(tensor -> values.add(tensor.name()));
    graph.keepValueInfo(values);
  }

  public Graph graph() {
    return graph;
  }

  /** The main graph and every graph inside its nodes, outer before inner. */
  public List<Graph> graphs() {
    List<Graph> all = new ArrayList<>();
    collect(graph, all);
    return all;
  }

  private static void collect(Graph graph, List<Graph> all) {
    all.add(graph);
    for (Node node : graph.nodes()) {
      node.subgraphs().forEach(inner -> collect(inner, all));
    }
  }

  /** Version of an operator set, 0 when the model does not import it; {@code ""} is ONNX's own. */
  public int opset(String domain) {
    return opsets.getOrDefault(domain, 0);
  }

  /** Imports an operator set, when the model does not do so yet. */
  public void importOpset(String domain, int version) {
    opsets.putIfAbsent(domain, version);
  }

  /** Says that the nodes are of that opset of ONNX's own now. */
  void raise(int opset, int leastIrVersion) {
    opsets.put("", opset);
    irVersion = Math.max(irVersion, leastIrVersion);
  }

  private static String domain(String domain) {
    return domain.equals("ai.onnx") ? "" : domain;
  }

  /** Key-value pairs that travel in the file; changes are written. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Whether a node calls a local function, whose body the model brings along. */
  public boolean callsFunction(Node node) {
    return base.getFunctionsList().stream()
        .anyMatch(
            function ->
                function.getName().equals(node.opType())
                    && domain(function.getDomain()).equals(node.domain()));
  }

  /** Whether a caller of the model can replace that initializer by an input of its own. */
  public boolean isOverridable(Graph scope, String initializer) {
    return irVersion >= OVERRIDABLE_INITIALIZERS && scope.isInput(initializer);
  }

  /**
   * Makes constants of the initializers of the main graph that callers could have replaced.
   *
   * @return their names; none before IR version 4, where they are constant anyway
   */
  public List<String> freezeInitializers() {
    List<String> frozen = new ArrayList<>();
    for (Initializer initializer : graph.initializers()) {
      if (isOverridable(graph, initializer.name())) {
        graph.removeInput(initializer.name());
        frozen.add(initializer.name());
      }
    }
    return frozen;
  }

  /**
   * Takes a model of IR version 3, which lists every initializer among its inputs, to version 4,
   * which need not. Nothing changes for callers: what was constant stays so.
   */
  public void separateInitializersFromInputs() {
    if (irVersion >= OVERRIDABLE_INITIALIZERS) {
      return;
    }
    for (Initializer initializer : List.copyOf(graph.initializers())) {
      graph.removeInput(initializer.name());
    }
    irVersion = OVERRIDABLE_INITIALIZERS;
  }
}
