package io.edge4j.maven.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.onnx.ValueNames;
import io.edge4j.maven.quantize.weight.BalancedInt8Weight;
import io.edge4j.maven.quantize.weight.ChannelAxis;
import io.edge4j.maven.quantize.weight.Int8Scales;
import io.edge4j.maven.quantize.weight.Int8Weight;
import io.edge4j.maven.quantize.weight.WeightReaders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model while its nodes are being rewritten: quantized weights and quantized inputs are made once
 * and shared, new names collide with nothing.
 */
final class WeightRewriting {
  /** DynamicQuantizeLinear came with this version of ONNX's operators. */
  private static final int DYNAMIC_QUANTIZE_LINEAR = 11;

  /** Marks the form of a table with a scale per row; no tensor has such a name. */
  private static final String ROWS = "\u0000rows";

  static final String MICROSOFT = "com.microsoft";

  private final Model model;
  private final DynamicOptions options;
  private final ValueNames names;
  private final Constants constants;
  private final WeightReaders readers;
  private final Set<String> orphans = new HashSet<>();
  private final Map<WeightKey, QuantizedWeight> weights = new HashMap<>();
  private final Map<String, String> columns = new HashMap<>();
  private Map<String, QuantizedInput> inputs = new HashMap<>();
  private Map<String, String> derived = new HashMap<>();
  private final boolean productsReadTables;
  private Graph graph;
  private List<Node> emitted = new ArrayList<>();

  /** A stored weight in one orientation: what two readers can share. */
  private record WeightKey(Graph home, String tensor, boolean transposed) {}

  /**
   * A weight as MatMulInteger reads it.
   *
   * @param name of the int8 initializer
   * @param home the graph that holds it
   */
  record QuantizedWeight(String name, Graph home, Int8Scales scales) {}

  /** What DynamicQuantizeLinear makes of a value: uint8 values, their scale, their zero point. */
  record QuantizedInput(String values, String scale, String zeroPoint) {}

  WeightRewriting(Model model, DynamicOptions options, SelectedNodes selected) {
    this(model, options, true, (node, weight) -> selected.isSelected(node));
  }

  /**
   * Prepares to rewrite a model.
   *
   * @param productsReadTables whether products read a table whose rows are looked up in the int8
   *     form of its lookups
   * @param takes whether a node's reading of a constant is rewritten: all others need the floats
   */
  WeightRewriting(
      Model model,
      DynamicOptions options,
      boolean productsReadTables,
      BiPredicate<Node, Constant> takes) {
    this.model = model;
    this.options = options;
    this.productsReadTables = productsReadTables;
    this.graph = model.graph();
    this.names = new ValueNames(model);
    this.constants = new Constants(model);
    this.readers = new WeightReaders(model, constants, takes);
  }

  /** From here on nodes belong to that graph and are emitted to that list. */
  void enter(Graph next, List<Node> target) {
    graph = next;
    emitted = target;
    inputs = new HashMap<>();
    derived = new HashMap<>();
  }

  DynamicOptions options() {
    return options;
  }

  boolean isReadAs(Constant constant, WeightReaders.Use use) {
    return readers.has(constant, use);
  }

  /** Values that may have lost their last reader. */
  Set<String> orphans() {
    return orphans;
  }

  @Nullable Constant constant(Graph scope, String value) {
    return constants.find(scope, value);
  }

  @Nullable Constant constant(String value) {
    return constants.find(graph, value);
  }

  /** Whether the model's operators include DynamicQuantizeLinear and MatMulInteger. */
  boolean hasStandardOperators() {
    return model.opset("") >= DYNAMIC_QUANTIZE_LINEAR;
  }

  boolean callsFunction(Node node) {
    return model.callsFunction(node);
  }

  void importMicrosoft() {
    model.importOpset(MICROSOFT, 1);
  }

  String fresh(String wish) {
    return names.fresh(wish);
  }

  void emit(Node node) {
    emitted.add(node);
  }

  /** The constant weight behind a value, when this recipe can quantize it. */
  Constant weight(String value) throws NotQuantizable {
    Constant weight = constants.find(graph, value);
    if (weight == null) {
      throw new NotQuantizable("its second operand is computed: there is no weight to quantize");
    }
    if (!weight.tensor().isFloat()) {
      throw new NotQuantizable(
          "its weight is "
              + DataType.forNumber(weight.tensor().elementType())
              + "; only float32 weights are quantized");
    }
    if (weight.overridable()) {
      throw new NotQuantizable("its weight" + WeightedLayer.OVERRIDABLE);
    }
    if (weight.tensor().elements() == 0) {
      throw new NotQuantizable("its weight is empty");
    }
    return weight;
  }

  /**
   * The int8 form of a weight, made at first use.
   *
   * @param transposed whether the readers want the stored axes swapped
   */
  QuantizedWeight quantize(Constant weight, String value, boolean transposed)
      throws NotQuantizable, IOException {
    if (sharesTable(weight, transposed)) {
      return permute(quantizeTable(weight, value), List.of(1L, 0L));
    }
    Initializer tensor = weight.tensor();
    WeightKey key = new WeightKey(weight.home(), tensor.name(), transposed);
    QuantizedWeight known = weights.get(key);
    if (known == null) {
      known = store(weight, transposed);
      weights.put(key, known);
    }
    orphans.add(value);
    orphans.add(tensor.name());
    return known;
  }

  /**
   * The int8 form of a table whose rows are looked up. Where a product reads the table as it is
   * stored, it is the product's: one form for both. Else rows have scales, and a product that swaps
   * the axes finds them as scales of its columns.
   */
  QuantizedWeight quantizeTable(Constant table, String value) throws NotQuantizable, IOException {
    if (!scalesRows(table)) {
      return quantize(table, value, false);
    }
    WeightKey key = new WeightKey(table.home(), table.tensor().name() + ROWS, false);
    QuantizedWeight known = weights.get(key);
    if (known == null) {
      known = store(table, false, ChannelAxis.ROWS);
      weights.put(key, known);
    }
    orphans.add(value);
    orphans.add(table.tensor().name());
    return known;
  }

  /** Whether a table that is looked up has a scale per row. */
  boolean scalesRows(Constant table) {
    return !productsReadTables || !readers.has(table, WeightReaders.Use.PRODUCT);
  }

  /** The scales of a table's rows as a column, so that rows of it can be looked up too. */
  String columnOfScales(QuantizedWeight rows) {
    return column(rows, "_scales", rows.scales().times(1));
  }

  /** The zero points of a table's rows as a column of floats. */
  String columnOfZeros(QuantizedWeight rows) {
    return column(rows, "_zeros", rows.scales().floatZeroPoints());
  }

  private String column(QuantizedWeight rows, String suffix, float[] values) {
    return columns.computeIfAbsent(
        rows.name() + suffix,
        name -> {
          Initializer column =
              Initializer.ofFloats(names.fresh(name), List.of((long) values.length, 1L), values);
          rows.home().addInitializer(column);
          return column.name();
        });
  }

  private boolean sharesTable(Constant weight, boolean transposed) {
    return productsReadTables
        && transposed
        && weight.tensor().rank() == 2
        && readers.has(weight, WeightReaders.Use.ROWS)
        && !readers.has(weight, WeightReaders.Use.PRODUCT)
        && !readers.has(weight, WeightReaders.Use.OTHER);
  }

  /**
   * A stored int8 weight with its axes permuted by a node, which ONNX Runtime folds into the weight
   * when it loads the model.
   */
  QuantizedWeight permute(QuantizedWeight weight, List<Long> perm) {
    String name =
        derive(
            weight.name() + "_t",
            weight.name() + perm,
            target ->
                Node.of("Transpose", "", List.of(weight.name()), List.of(target))
                    .withInts("perm", perm));
    return new QuantizedWeight(name, weight.home(), weight.scales());
  }

  /** A stored constant in another shape, by a node that ONNX Runtime folds when it loads it. */
  String reshape(String stored, List<Long> dims) {
    return derive(
        stored + "_r",
        stored + dims,
        target -> {
          long[] shape = dims.stream().mapToLong(Long::longValue).toArray();
          String stating = store(Initializer.ofLongs(names.fresh(stored + "_shape"), shape));
          return Node.of("Reshape", "", List.of(stored, stating), List.of(target));
        });
  }

  /** What one node makes of a constant, once for all its readers in this graph. */
  private String derive(String wish, String key, Function<String, Node> maker) {
    String known = derived.get(key);
    if (known != null) {
      return known;
    }
    String target = names.fresh(wish);
    emit(maker.apply(target));
    derived.put(key, target);
    return target;
  }

  /** The Transpose node that only swaps axes of a stored constant of three dimensions, or null. */
  @Nullable Node permutation(String value) {
    Node maker = constants.maker(graph, value);
    if (maker == null || !maker.is("Transpose")) {
      return null;
    }
    Constant stored = constants.find(graph, maker.input(0));
    return stored != null && stored.tensor().rank() == 3 && !stored.transposed() ? maker : null;
  }

  private QuantizedWeight store(Constant weight, boolean transposed)
      throws NotQuantizable, IOException {
    ChannelAxis axis = ChannelAxis.NONE;
    if (weight.tensor().rank() == 2) {
      axis = transposed ? ChannelAxis.ROWS : ChannelAxis.COLUMNS;
    }
    return store(weight, transposed, axis);
  }

  private QuantizedWeight store(Constant weight, boolean transposed, ChannelAxis wanted)
      throws NotQuantizable, IOException {
    Initializer tensor = weight.tensor();
    ChannelAxis axis = options.perChannel() ? wanted : ChannelAxis.NONE;
    Int8Scales scales =
        measured(weight, axis)
            .orElseThrow(() -> new NotQuantizable("its weight holds values that are not finite"));
    List<Long> dims = tensor.dims();
    Int8Weight int8 = new Int8Weight(tensor, scales, axis, transposed);
    Initializer stored =
        Initializer.of(
            names.fresh(tensor.name() + "_q"),
            DataType.INT8_VALUE,
            transposed ? List.of(dims.get(1), dims.get(0)) : dims,
            isBalanced(weight) ? BalancedInt8Weight.of(int8) : int8);
    weight.home().addInitializer(stored);
    return new QuantizedWeight(stored.name(), weight.home(), scales);
  }

  /** A reduced range has no use for zero points. */
  private Optional<Int8Scales> measured(Constant weight, ChannelAxis axis) throws IOException {
    return options.refined() && !options.reduceRange()
        ? Int8Scales.measureEither(weight.tensor(), axis)
        : Int8Scales.measure(weight.tensor(), axis, options.reduceRange());
  }

  /** Sums matter to products; values that are only looked up are best at their nearest number. */
  private boolean isBalanced(Constant weight) {
    return options.refined()
        && (readers.has(weight, WeightReaders.Use.PRODUCT)
            || readers.has(weight, WeightReaders.Use.TRANSPOSED_PRODUCT));
  }

  /** Stores the zero points of a weight next to it; an empty name where all are 0. */
  String zeroPoints(QuantizedWeight weight) {
    if (weight.scales().isSymmetric()) {
      return "";
    }
    byte[] values = weight.scales().zeroPoints();
    List<Long> dims = weight.scales().perChannel() ? List.of((long) values.length) : List.of();
    Initializer zeros =
        Initializer.ofBytes(
            names.fresh(weight.name() + "_zero"), DataType.INT8_VALUE, dims, values);
    weight.home().addInitializer(zeros);
    return zeros.name();
  }

  /** Stores float scales next to a weight: a scalar, or one per channel. */
  String scales(QuantizedWeight weight, float factor) {
    return floats(weight, "_scale", weight.scales().times(factor));
  }

  /** Stores zero points as floats next to a weight: a scalar, or one per channel. */
  String floatZeroPoints(QuantizedWeight weight) {
    return floats(weight, "_zero", weight.scales().floatZeroPoints());
  }

  private String floats(QuantizedWeight weight, String suffix, float[] values) {
    List<Long> dims = weight.scales().perChannel() ? List.of((long) values.length) : List.of();
    Initializer stored = Initializer.ofFloats(names.fresh(weight.name() + suffix), dims, values);
    weight.home().addInitializer(stored);
    return stored.name();
  }

  /** Stores a constant in the graph that is being rewritten. */
  String store(Initializer tensor) {
    graph.addInitializer(tensor);
    return tensor.name();
  }

  /** Quantizes a value once for all its readers in this graph. */
  QuantizedInput quantizeInput(String value) {
    return inputs.computeIfAbsent(
        value,
        v -> {
          QuantizedInput made =
              new QuantizedInput(names.fresh("x_q"), names.fresh("x_scale"), names.fresh("x_zero"));
          emit(
              Node.of(
                  "DynamicQuantizeLinear",
                  "",
                  List.of(v),
                  List.of(made.values(), made.scale(), made.zeroPoint())));
          return made;
        });
  }
}
