package io.edge4j.maven.export;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.onnx.proto.OnnxMl.ModelProto;
import io.edge4j.maven.onnx.BatchNormFolding;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.GraphBuilder;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.stage.WholeFile;
import io.edge4j.model.ModelFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a DJL block that runs on the PyTorch engine as an ONNX model that computes the same.
 *
 * <p>The block is run several times over arrays that record what is done to them, with other values
 * and other sizes each time. What the runs agree on becomes the graph, translated by a table from
 * call to ONNX operators; numbers that follow a size become expressions of it; what cannot be told
 * from the runs is refused. Then both engines run the same inputs, and the file appears only if
 * they agree.
 */
public final class OnnxExporter {
  /** The oldest operators that models are written in. */
  public static final int LOWEST_OPSET = 13;

  /** The newest operators that models are written in. */
  public static final int HIGHEST_OPSET = 21;

  /** Runs that are made to tell how sizes follow from sizes, before the exporter gives up. */
  private static final int MOST_PROBES = 80;

  /** Times that runs are made to confirm, which can show that it was another rule. */
  private static final int MOST_CONFIRMATIONS = 4;

  /** Seen with libtorch 2.7.1, whose oneDNN is 3.7.1; the exported model is the right one then. */
  private static final String LSTM_HINT =
      ". On CPUs with AVX-512 it is PyTorch's own LSTM that is wrong, in training too, unless its"
          + " state size is a multiple of 32: choose such a size";

  private static final String TIES_HINT =
      ". Where numbers are equal, both engines sort them in an order of their own: let no output"
          + " depend on places (argSort, topK, sort) of numbers that can be equal";

  private OnnxExporter() {}

  /**
   * Exports and compares on random inputs, of sizes near the examples and far from them.
   *
   * @param block initialized; it is run for inference and not changed
   * @param onnx the file to write
   * @param inputs of the block, in its order
   * @throws ExportException when the block cannot be exported, or both engines differ by more than
   *     the tolerance; no file is left then
   * @throws IOException when the file cannot be written
   */
  public static ExportSummary export(
      Block block, Path onnx, ExportOptions options, InputSpec... inputs) throws IOException {
    return export(block, onnx, options, List.of(inputs), List.of());
  }

  /** Exports and compares on the inputs given, and on random ones of other sizes. */
  public static ExportSummary export(
      Block block, Path onnx, ExportOptions options, List<InputSpec> inputs, ParityData data)
      throws IOException {
    return export(block, onnx, options, inputs, List.of(data));
  }

  private static ExportSummary export(
      Block block, Path onnx, ExportOptions options, List<InputSpec> inputs, List<ParityData> data)
      throws IOException {
    require(block, options, inputs);
    OperatorTable table = new OperatorTable();
    ExportSummary[] summary = new ExportSummary[1];
    try (BlockRuns runs = new BlockRuns(block, inputs, table)) {
      WholeFile.fill(
          onnx,
          temporary -> {
            WrittenModel model = write(runs, options, inputs, table, temporary);
            List<ParityCases> cases = new ArrayList<>();
            data.forEach(given -> cases.add(ParityCases.of(given, runs)));
            cases.add(ParityCases.of(runs));
            List<ParityFigures> parity =
                new Parity(inputs, options.tolerance()).measure(temporary, cases);
            for (ParityFigures figures : parity) {
              requireParity(model, figures);
            }
            summary[0] =
                new ExportSummary(
                    options.opset(),
                    model.nodes(),
                    model.parameters(),
                    ModelFiles.of(temporary).bytes(),
                    parity.get(0),
                    List.copyOf(runs.notCompared()));
          });
    } catch (UnsupportedCall e) {
      throw new ExportException(e.getMessage(), e);
    } catch (BlockFailure e) {
      throw new ExportException(
          "the block does not run on the inputs given, in " + e.getMessage(), e);
    }
    return summary[0];
  }

  /** What can be refused before the block is run. */
  private static void require(Block block, ExportOptions options, List<InputSpec> inputs)
      throws ExportException {
    if (!block.isInitialized()) {
      throw new ExportException(
          "the block is not initialized: call initialize, or load its parameters, before the"
              + " export");
    }
    try {
      options.validate();
    } catch (StageException e) {
      throw new ExportException(e.getMessage(), e);
    }
    Set<String> names = new HashSet<>();
    for (InputSpec input : inputs) {
      if (!names.add(input.name())) {
        throw new ExportException(
            "two inputs are called " + input.name() + "; give each a name of its own");
      }
    }
  }

  /** What is said of a model after its weights are out of memory again. */
  private record WrittenModel(SortedMap<String, Integer> nodes, long parameters) {
    static WrittenModel read(Path file) throws IOException {
      Graph graph = Model.read(file).graph();
      TreeMap<String, Integer> nodes = new TreeMap<>();
      graph.nodes().forEach(node -> nodes.merge(node.opType(), 1, Integer::sum));
      long parameters = graph.initializers().stream().mapToLong(Initializer::elements).sum();
      return new WrittenModel(nodes, parameters);
    }
  }

  private static WrittenModel write(
      BlockRuns runs, ExportOptions options, List<InputSpec> inputs, OperatorTable table, Path file)
      throws IOException {
    Path traced = file.resolveSibling(file.getFileName() + ".traced");
    try {
      // The model's weights are the arrays' own memory: both are gone when the manager closes.
      try (NDManager manager = NDManager.newBaseManager();
          OutputStream out = new BufferedOutputStream(Files.newOutputStream(traced))) {
        model(runs, options, inputs, table, manager).writeTo(out);
      }
      Model model = Model.read(traced);
      if (options.foldBatchNorm() && !BatchNormFolding.fold(model).isEmpty()) {
        model.write(file, ExternalData.JOINED);
      } else {
        Files.move(traced, file, StandardCopyOption.REPLACE_EXISTING);
      }
      return WrittenModel.read(file);
    } finally {
      Files.deleteIfExists(traced);
    }
  }

  /**
   * Translates the runs so far, makes others as long as they leave several answers open, and then
   * some that confirm the answers.
   */
  private static ModelProto model(
      BlockRuns runs,
      ExportOptions options,
      List<InputSpec> specs,
      OperatorTable table,
      NDManager manager)
      throws ExportException {
    List<Trace> traces = new ArrayList<>(runs.traces(manager));
    Trace examples = traces.get(0);
    ModelProto model;
    try {
      List<String> confirmed = List.of();
      int confirmations = 0;
      int probes = 0;
      while (true) {
        Translation translation;
        try {
          translation = translate(traces, runs, options, specs, table);
        } catch (UndeterminedSize e) {
          if (probes++ == MOST_PROBES) {
            throw e.refusal();
          }
          runs.attempt(e.sizes(), examples, manager).ifPresent(traces::add);
          continue;
        }
        List<String> rules = translation.guesses().stream().map(AxisForms.Guess::rule).toList();
        if (rules.equals(confirmed)) {
          model = translation.model();
          break;
        }
        if (confirmations == MOST_CONFIRMATIONS) {
          throw translation.guesses().get(0).refusal();
        }
        confirmed = rules;
        List<AxisSizes> made = traces.stream().map(Trace::axisSizes).toList();
        for (AxisSizes sizes : runs.plan().confirming(confirmations++, made)) {
          if (!made.contains(sizes)) {
            runs.attempt(sizes, examples, manager).ifPresent(traces::add);
          }
        }
      }
    } catch (UnsupportedCall e) {
      // State that is kept between calls looks like a decision by sizes, too.
      runs.requireStateless(examples, manager);
      throw e;
    }
    runs.requireStateless(examples, manager);
    runs.requireSameUnwatched();
    return model;
  }

  /**
   * What the runs so far come to.
   *
   * @param guesses rules for sizes that further runs should confirm
   */
  private record Translation(ModelProto model, List<AxisForms.Guess> guesses) {}

  private static Translation translate(
      List<Trace> traces,
      BlockRuns runs,
      ExportOptions options,
      List<InputSpec> specs,
      OperatorTable table)
      throws ExportException {
    TracedGraph traced = TraceMerger.merge(traces);
    GraphBuilder graph = new GraphBuilder(options.name(), options.opset());
    TiedWeights tied = new TiedWeights(traced);
    List<AxisSizes> sizes = traces.stream().map(Trace::axisSizes).toList();
    AxisForms forms = new AxisForms(runs.plan(), sizes, runs.impossible());
    Emitter emitter = new Emitter(graph, tied, forms);
    Dimensions dimensions = new Dimensions(specs, traced.inputs());
    if (traced.outputs().isEmpty()) {
      throw new UnsupportedCall("the block returns no array; return what the model is to answer");
    }
    List<String> names = outputNames(options, specs, traced.outputs().size());
    for (int i = 0; i < specs.size(); i++) {
      Value input = traced.inputs().get(i);
      emitter.declareInput(input, specs.get(i).name());
      graph.input(specs.get(i).name(), OnnxTypes.of(input.type()), dimensions.of(input));
    }
    for (int i = 0; i < names.size(); i++) {
      emitter.declareOutput(traced.outputs().get(i), names.get(i));
    }
    tied.swaps().forEach(call -> table.emit(call, emitter));
    traced.calls().forEach(call -> table.emit(call, emitter));
    for (int i = 0; i < names.size(); i++) {
      Value output = traced.outputs().get(i);
      emitter.output(output, names.get(i));
      graph.output(names.get(i), OnnxTypes.of(output.type()), dimensions.of(output));
    }
    graph.metadata(options.metadata());
    String[] producer = options.producer().split(" ", 2);
    ModelProto model = graph.build(producer[0], producer.length > 1 ? producer[1] : "");
    return new Translation(model, forms.guesses());
  }

  private static List<String> outputNames(
      ExportOptions options, List<InputSpec> inputs, int outputs) throws ExportException {
    List<String> names = new ArrayList<>(options.outputNames());
    if (names.isEmpty()) {
      for (int i = 0; i < outputs; i++) {
        names.add(outputs == 1 ? "output" : "output_" + i);
      }
    }
    if (names.size() != outputs) {
      throw new ExportException(
          "the block has " + outputs + " outputs and the names are " + options.outputNames());
    }
    Set<String> taken = new HashSet<>(inputs.stream().map(InputSpec::name).toList());
    for (String name : names) {
      if (!taken.add(name)) {
        throw new ExportException(
            "two inputs or outputs are called "
                + name
                + "; rename the input, or name the outputs with ExportOptions.outputs");
      }
    }
    return names;
  }

  private static void requireParity(WrittenModel model, ParityFigures parity)
      throws ExportException {
    if (!parity.passed()) {
      throw new ExportException(
          String.format(
                  "the exported model does not compute the same: over %d samples in batches of %s output"
                      + " %d of PyTorch and of ONNX Runtime differ by up to %.3g (mean %.3g), where"
                      + " %.3g is allowed (tolerance %.3g of the largest output, %.3g)",
                  parity.samples(),
                  parity.batchSizes(),
                  parity.worst(),
                  parity.largestDifference(),
                  parity.meanDifference(),
                  parity.limit(),
                  parity.tolerance(),
                  parity.outputScale())
              + (model.nodes().containsKey("LSTM") ? LSTM_HINT : "")
              + (model.nodes().containsKey("TopK") ? TIES_HINT : ""));
    }
  }
}
