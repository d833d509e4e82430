package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes a model of opset 7 to 12 in the operators of opset 13, where the integer forms of ONNX
 * Runtime begin to be complete. All of its nodes are raised, or none.
 */
public final class OpsetRaising {
  /** The opset that models are raised to. */
  public static final int TARGET = 13;

  /** The oldest opset whose operators are known here. */
  public static final int OLDEST = 7;

  /** The IR version that came with the target. */
  private static final int IR_VERSION = 7;

  private static final Set<Integer> OTHER_FLOATS =
      Set.of(DataType.FLOAT16_VALUE, DataType.DOUBLE_VALUE, DataType.BFLOAT16_VALUE);

  private OpsetRaising() {}

  /**
   * Raises a model in place; one of a later opset stays as it is.
   *
   * @return why it cannot be raised, and then nothing was changed; empty when all went well
   */
  public static Optional<String> raise(Model model) throws IOException {
    int opset = model.opset("");
    if (opset >= TARGET) {
      return Optional.empty();
    }
    if (opset < OLDEST) {
      return Optional.of("models of opset " + opset + " cannot be written in a later one");
    }
    ValueNames names = new ValueNames(model);
    Constants constants = new Constants(model);
    boolean onlyFloat32 = onlyFloat32(model);
    List<RaisedGraph> raised = new ArrayList<>();
    try {
      for (Graph graph : model.graphs()) {
        RaisedGraph next = new RaisedGraph(graph, names, constants, onlyFloat32);
        next.raise(opset);
        raised.add(next);
      }
    } catch (CannotRaise reason) {
      return Optional.of(reason.getMessage());
    }
    model.separateInitializersFromInputs();
    raised.forEach(RaisedGraph::putInPlace);
    model.raise(TARGET, IR_VERSION);
    return Optional.empty();
  }

  /** Whether no input, output, constant or conversion is of another floating-point type. */
  private static boolean onlyFloat32(Model model) {
    for (Graph graph : model.graphs()) {
      boolean declared =
          Stream.concat(graph.inputs().stream(), graph.outputs().stream())
              .map(ValueInfoProto::getType)
              .anyMatch(type -> OTHER_FLOATS.contains(type.getTensorType().getElemType()));
      boolean stored =
          graph.initializers().stream().anyMatch(i -> OTHER_FLOATS.contains(i.elementType()));
      if (declared || stored || graph.nodes().stream().anyMatch(OpsetRaising::makesOtherFloats)) {
        return false;
      }
    }
    return true;
  }

  private static boolean makesOtherFloats(Node node) {
    Initializer value = node.tensor("value");
    return (value != null && OTHER_FLOATS.contains(value.elementType()))
        || (node.is("Cast") && OTHER_FLOATS.contains((int) node.integer("to", 0)))
        || OTHER_FLOATS.contains((int) node.integer("dtype", 0));
  }
}
