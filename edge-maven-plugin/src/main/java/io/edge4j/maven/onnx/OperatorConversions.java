package io.edge4j.maven.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What became of ONNX's operators between opset 7 and opset 13, as onnx's changelog has it
 * (docs/Changelog.md). Most only took more types or attributes with a default; those that speak
 * otherwise now are in a table with the version that brought the change.
 */
final class OperatorConversions {

  /** Writes a node in the operators of opset 13. */
  @FunctionalInterface
  interface Conversion {
    List<Node> convert(Node node, RaisedGraph graph) throws CannotRaise, IOException;
  }

  /**
   * A change of an operator.
   *
   * @param since opset; nodes of this opset and later ones stay
   */
  private record Change(int since, Conversion conversion) {}

  private static final Conversion KEEP = (node, graph) -> List.of(node);

  private static final Set<String> UNCHANGED =
      Set.of(
          ("Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh AveragePool BitShift Cast"
                  + " Ceil Celu Compress Concat ConcatFromSequence Constant ConstantOfShape Conv"
                  + " ConvInteger ConvTranspose Cos Cosh CumSum DepthToSpace DequantizeLinear Det"
                  + " Div DynamicQuantizeLinear Einsum Elu Equal Erf Exp Expand EyeLike Flatten"
                  + " Floor GRU Gather GatherElements GatherND Gemm GlobalAveragePool GlobalLpPool"
                  + " GlobalMaxPool Greater GreaterOrEqual HardSigmoid Identity If"
                  + " InstanceNormalization IsInf IsNaN LRN LSTM LeakyRelu Less LessOrEqual Log Loop"
                  + " LpNormalization LpPool MatMul MatMulInteger Max MaxPool MaxRoiPool MaxUnpool"
                  + " Mean MeanVarianceNormalization Min Mod Mul Multinomial Neg NonMaxSuppression"
                  + " NonZero Not Or PRelu Pow QLinearConv QLinearMatMul QuantizeLinear RNN"
                  + " RandomNormal RandomNormalLike RandomUniform RandomUniformLike Range Reciprocal"
                  + " ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin"
                  + " ReduceProd ReduceSumSquare Relu Reshape ReverseSequence RoiAlign Round"
                  + " ScatterElements ScatterND Selu SequenceAt SequenceConstruct SequenceEmpty"
                  + " SequenceErase SequenceInsert SequenceLength Shape Shrink Sigmoid Sign Sin Sinh"
                  + " Size Softplus Softsign SpaceToDepth SplitToSequence Sqrt StringNormalizer Sub"
                  + " Sum Tan Tanh TfIdfVectorizer ThresholdedRelu Tile Transpose Unique Where Xor")
              .split(" "));

  private static final Map<String, Change> CHANGES =
      Map.ofEntries(
          Map.entry("BatchNormalization", new Change(9, OperatorConversions::normalization)),
          Map.entry("Clip", new Change(11, OperatorConversions::clip)),
          Map.entry("Dropout", new Change(12, OperatorConversions::dropout)),
          Map.entry("Hardmax", new Change(13, OperatorConversions::overRows)),
          Map.entry("LogSoftmax", new Change(13, OperatorConversions::overRows)),
          Map.entry("OneHot", new Change(11, refusal("it counted negative indices otherwise"))),
          Map.entry("Pad", new Change(11, OperatorConversions::pad)),
          Map.entry("ReduceSum", new Change(13, axesAsInput("keepdims"))),
          Map.entry("Resize", new Change(11, OperatorConversions::resize)),
          Map.entry("Scan", new Change(9, refusal("it scanned batches"))),
          Map.entry("Scatter", new Change(11, OperatorConversions::scatter)),
          Map.entry("Slice", new Change(10, OperatorConversions::slice)),
          Map.entry("Softmax", new Change(13, OperatorConversions::overRows)),
          Map.entry("Split", new Change(13, OperatorConversions::split)),
          Map.entry("Squeeze", new Change(13, axesAsInput())),
          Map.entry("TopK", new Change(10, OperatorConversions::topK)),
          Map.entry("Unsqueeze", new Change(13, axesAsInput())),
          Map.entry("Upsample", new Change(13, OperatorConversions::upsample)));

  private OperatorConversions() {}

  /**
   * How a node of ONNX's own domain is raised.
   *
   * @param opset that it is of
   * @throws CannotRaise for operators that this class does not know
   */
  static Conversion of(Node node, int opset) throws CannotRaise {
    Change change = CHANGES.get(node.opType());
    if (change != null) {
      return opset < change.since() ? change.conversion() : KEEP;
    }
    if (UNCHANGED.contains(node.opType())) {
      return KEEP;
    }
    throw new CannotRaise(node, "the operator is unknown here");
  }

  private static Conversion refusal(String reason) {
    return (node, graph) -> {
      throw new CannotRaise(node, reason);
    };
  }

  /** The only output that anything reads must be the first. */
  private static void requireOneOutput(Node node, RaisedGraph graph) throws CannotRaise {
    for (String output : node.outputs().subList(1, node.outputs().size())) {
      if (!output.isEmpty() && graph.isUsed(output)) {
        throw new CannotRaise(node, "its output '" + output + "' is read");
      }
    }
  }

  private static Node like(Node node, List<String> inputs, String... attributes) {
    return like(node, node.opType(), inputs, attributes);
  }

  private static Node like(Node node, String opType, List<String> inputs, String... attributes) {
    Node raised = Node.of(opType, node.name(), inputs, node.outputs());
    for (String attribute : attributes) {
      raised.withAttributeOf(node, attribute);
    }
    return raised;
  }

  private static List<Node> normalization(Node node, RaisedGraph graph) throws CannotRaise {
    if (node.integer("spatial", 1) != 1) {
      throw new CannotRaise(node, "it normalizes every position on its own (spatial 0)");
    }
    requireOneOutput(node, graph);
    return List.of(
        Node.of(node.opType(), node.name(), node.inputs(), node.outputs().subList(0, 1))
            .withAttributeOf(node, "epsilon")
            .withAttributeOf(node, "momentum"));
  }

  private static List<Node> clip(Node node, RaisedGraph graph) throws CannotRaise {
    List<String> inputs = new ArrayList<>(node.inputs());
    if (node.has("min")) {
      inputs.add(graph.scalar(node, "min", node.real("min", 0)));
    }
    if (node.has("max")) {
      if (inputs.size() == 1) {
        inputs.add("");
      }
      inputs.add(graph.scalar(node, "max", node.real("max", 0)));
    }
    return List.of(like(node, inputs));
  }

  private static List<Node> dropout(Node node, RaisedGraph graph) throws CannotRaise {
    requireOneOutput(node, graph);
    return List.of(Node.of("Identity", node.name(), node.inputs(), node.outputs().subList(0, 1)));
  }

  /** Softmax and its like took everything from an axis on as one row. */
  private static List<Node> overRows(Node node, RaisedGraph graph) {
    long axis = node.integer("axis", 1);
    if (axis == -1 || (axis >= 0 && graph.rank(node) == axis + 1)) {
      return List.of(like(node, node.inputs()).withInt("axis", -1));
    }
    String shape = graph.fresh(node, "shape");
    String rows = graph.fresh(node, "rows");
    String done = graph.fresh(node, "done");
    return List.of(
        Node.of("Shape", "", node.inputs(), List.of(shape)),
        Node.of("Flatten", "", node.inputs(), List.of(rows)).withInt("axis", axis),
        Node.of(node.opType(), node.name(), List.of(rows), List.of(done)).withInt("axis", -1),
        Node.of("Reshape", "", List.of(done, shape), node.outputs()));
  }

  private static List<Node> pad(Node node, RaisedGraph graph) throws CannotRaise {
    String pads = graph.longs(node, "pads", node.integers("pads"));
    String value = graph.scalar(node, "value", node.real("value", 0));
    return List.of(like(node, List.of(node.input(0), pads, value), "mode"));
  }

  private static Conversion axesAsInput(String... attributes) {
    return (node, graph) ->
        List.of(
            node.has("axes")
                ? like(
                    node,
                    List.of(node.input(0), graph.longs(node, "axes", node.integers("axes"))),
                    attributes)
                : node);
  }

  private static List<Node> split(Node node, RaisedGraph graph) {
    return List.of(
        node.has("split")
            ? like(
                node,
                List.of(node.input(0), graph.longs(node, "split", node.integers("split"))),
                "axis")
            : node);
  }

  private static List<Node> scatter(Node node, RaisedGraph graph) {
    return List.of(like(node, "ScatterElements", node.inputs(), "axis"));
  }

  private static List<Node> slice(Node node, RaisedGraph graph) {
    List<String> inputs = new ArrayList<>(node.inputs());
    for (String attribute : List.of("starts", "ends", "axes")) {
      if (node.has(attribute)) {
        inputs.add(graph.longs(node, attribute, node.integers(attribute)));
      }
    }
    return List.of(like(node, inputs));
  }

  private static List<Node> topK(Node node, RaisedGraph graph) {
    String k = graph.longs(node, "k", List.of(node.integer("k", 1)));
    return List.of(like(node, List.of(node.input(0), k), "axis"));
  }

  private static List<Node> upsample(Node node, RaisedGraph graph) {
    String scales =
        node.has("scales") ? graph.floats(node, "scales", node.reals("scales")) : node.input(1);
    return List.of(resized(node, scales, "floor"));
  }

  private static List<Node> resize(Node node, RaisedGraph graph) throws CannotRaise, IOException {
    if (!node.text("mode", "nearest").equals("nearest")) {
      return List.of(resized(node, node.input(1), "floor"));
    }
    float[] scales = graph.constantFloats(node.input(1));
    boolean grows = true;
    boolean shrinks = true;
    for (float scale : scales) {
      grows &= scale >= 1;
      shrinks &= scale <= 1;
    }
    if (scales.length == 0 || (!grows && !shrinks)) {
      throw new CannotRaise(node, "whether it makes larger or smaller cannot be told");
    }
    // ONNX Runtime rounded down when it made larger, and up when it made smaller.
    return List.of(resized(node, node.input(1), grows ? "floor" : "ceil"));
  }

  private static Node resized(Node node, String scales, String rounding) {
    return like(node, "Resize", List.of(node.input(0), "", scales), "mode")
        .withText("coordinate_transformation_mode", "asymmetric")
        .withText("nearest_mode", rounding);
  }
}
