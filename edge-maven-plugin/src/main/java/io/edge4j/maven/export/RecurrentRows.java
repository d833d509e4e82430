package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.recurrent.RNN;
import ai.onnx.proto.OnnxMl.AttributeProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Recurrent layers. PyTorch stacks layers and directions in one call; ONNX has one node a layer,
 * its gates in another order, and its outputs with an axis for the direction.
 */
final class RecurrentRows {
  /** Position of ONNX's gates among PyTorch's: input, output, forget, cell among i, f, g, o. */
  private static final List<Integer> LSTM_GATES = List.of(0, 3, 1, 2);

  /** Update, reset, hidden among r, z, n. */
  private static final List<Integer> GRU_GATES = List.of(1, 0, 2);

  private static final List<Integer> RNN_GATES = List.of(0);

  private RecurrentRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        OperatorRow.of(
            "NDArrayEx.lstm", "LSTM Transpose Squeeze Reshape Concat", RecurrentRows::lstm),
        OperatorRow.of("NDArrayEx.gru", "GRU Transpose Squeeze Reshape Concat", RecurrentRows::gru),
        OperatorRow.of(
            "NDArrayEx.rnn", "RNN Transpose Squeeze Reshape Concat", RecurrentRows::rnn));
  }

  /**
   * One call's settings.
   *
   * @param states hidden, and for LSTM cell; of shape [layers * directions, batch, size]
   */
  private record Stack(
      String operator,
      List<Integer> gates,
      Value input,
      List<Value> states,
      List<Value> parameters,
      boolean biased,
      int layers,
      boolean bidirectional,
      boolean batchFirst,
      List<AttributeProto> extra) {

    int directions() {
      return bidirectional ? 2 : 1;
    }

    int size() {
      List<TracedDim> shape = states.get(0).shape();
      return Math.toIntExact(shape.get(2).fixed());
    }

    /** Input weight, recurrent weight and, where there are any, their biases. */
    Value parameter(int layer, int direction, int kind) {
      int each = biased ? 4 : 2;
      return parameters.get((layer * directions() + direction) * each + kind);
    }
  }

  private static void lstm(Call call, Emitter out) {
    emit(
        call,
        out,
        new Stack(
            "LSTM",
            LSTM_GATES,
            call.value(1),
            call.values(2),
            call.values(3),
            call.flag(4),
            Math.toIntExact(call.fixed(5)),
            call.flag(8),
            call.flag(9),
            List.of()));
  }

  private static void gru(Call call, Emitter out) {
    emit(
        call,
        out,
        new Stack(
            "GRU",
            GRU_GATES,
            call.value(1),
            List.of(call.value(2)),
            call.values(3),
            call.flag(4),
            Math.toIntExact(call.fixed(5)),
            call.flag(8),
            call.flag(9),
            List.of(attribute("linear_before_reset", 1))));
  }

  private static void rnn(Call call, Emitter out) {
    boolean bidirectional = call.flag(9);
    String activation =
        call.literal(6, RNN.Activation.class) == RNN.Activation.RELU ? "Relu" : "Tanh";
    List<String> activations =
        bidirectional ? List.of(activation, activation) : List.of(activation);
    emit(
        call,
        out,
        new Stack(
            "RNN",
            RNN_GATES,
            call.value(1),
            List.of(call.value(2)),
            call.values(3),
            call.flag(4),
            Math.toIntExact(call.fixed(5)),
            bidirectional,
            call.flag(10),
            List.of(attribute("activations", activations))));
  }

  private static void emit(Call call, Emitter out, Stack stack) {
    long[] swapped = {1, 0, 2};
    String sequence = out.name(stack.input());
    if (stack.batchFirst()) {
      sequence = out.node(call, "Transpose", List.of(sequence), attribute("perm", swapped));
    }
    List<List<String>> finals = new ArrayList<>();
    stack.states().forEach(state -> finals.add(new ArrayList<>()));
    for (int layer = 0; layer < stack.layers(); layer++) {
      List<String> results = layer(call, out, stack, layer, sequence);
      for (int i = 0; i < finals.size(); i++) {
        finals.get(i).add(results.get(i + 1));
      }
      boolean last = layer == stack.layers() - 1 && !stack.batchFirst();
      sequence = merged(call, out, stack, results.get(0), last);
    }
    if (stack.batchFirst()) {
      out.resultAt(call, 0, "Transpose", List.of(sequence), attribute("perm", swapped));
    }
    for (int i = 0; i < finals.size(); i++) {
      if (finals.get(i).size() == 1) {
        out.resultAt(call, i + 1, "Identity", finals.get(i));
      } else {
        out.resultAt(call, i + 1, "Concat", finals.get(i), attribute("axis", 0));
      }
    }
  }

  /** The node of one layer: outputs of all steps, then the final states. */
  private static List<String> layer(
      Call call, Emitter out, Stack stack, int layer, String sequence) {
    List<String> inputs = new ArrayList<>();
    inputs.add(sequence);
    inputs.add(weights(call, out, stack, layer, 0));
    inputs.add(weights(call, out, stack, layer, 1));
    inputs.add(stack.biased() ? biases(call, out, stack, layer) : "");
    inputs.add("");
    for (Value state : stack.states()) {
      inputs.add(state(call, out, stack, layer, state));
    }
    while (inputs.get(inputs.size() - 1).isEmpty()) {
      inputs.remove(inputs.size() - 1);
    }
    List<AttributeProto> attributes = new ArrayList<>(stack.extra());
    attributes.add(attribute("hidden_size", stack.size()));
    if (stack.bidirectional()) {
      attributes.add(attribute("direction", "bidirectional"));
    }
    return out.nodes(
        call,
        stack.operator(),
        inputs,
        1 + stack.states().size(),
        attributes.toArray(AttributeProto[]::new));
  }

  /** Drops or merges the axis of the direction: [steps, directions, batch, size] to three axes. */
  private static String merged(
      Call call, Emitter out, Stack stack, String outputs, boolean asResult) {
    if (!stack.bidirectional()) {
      List<String> inputs = List.of(outputs, out.longs(1));
      return asResult
          ? out.resultAt(call, 0, "Squeeze", inputs)
          : out.node(call, "Squeeze", inputs);
    }
    String turned =
        out.node(call, "Transpose", List.of(outputs), attribute("perm", new long[] {0, 2, 1, 3}));
    List<String> inputs = List.of(turned, out.longs(0, 0, 2L * stack.size()));
    return asResult ? out.resultAt(call, 0, "Reshape", inputs) : out.node(call, "Reshape", inputs);
  }

  /** The layer's share of a state; nothing where it is zero, which is ONNX's default. */
  private static String state(Call call, Emitter out, Stack stack, int layer, Value state) {
    if (out.isZero(state)) {
      return "";
    }
    if (stack.layers() == 1) {
      return out.name(state);
    }
    long begin = (long) layer * stack.directions();
    return out.node(
        call,
        "Slice",
        List.of(
            out.name(state),
            out.longs(begin),
            out.longs(begin + stack.directions()),
            out.longs(0)));
  }

  private static String weights(Call call, Emitter out, Stack stack, int layer, int kind) {
    Value first = stack.parameter(layer, 0, kind);
    long rows = first.shape().get(0).fixed();
    long columns = first.shape().get(1).fixed();
    ByteBuffer all = buffer(stack.directions() * rows * columns);
    for (int direction = 0; direction < stack.directions(); direction++) {
      append(call, stack, stack.parameter(layer, direction, kind), columns, all);
    }
    return out.derived(
        name(call, layer, kind == 0 ? "W" : "R"),
        first.type(),
        new long[] {stack.directions(), rows, columns},
        all.flip());
  }

  private static String biases(Call call, Emitter out, Stack stack, int layer) {
    long length = stack.parameter(layer, 0, 2).shape().get(0).fixed();
    ByteBuffer all = buffer(stack.directions() * 2L * length);
    for (int direction = 0; direction < stack.directions(); direction++) {
      append(call, stack, stack.parameter(layer, direction, 2), 1, all);
      append(call, stack, stack.parameter(layer, direction, 3), 1, all);
    }
    return out.derived(
        name(call, layer, "B"),
        stack.parameter(layer, 0, 2).type(),
        new long[] {stack.directions(), 2 * length},
        all.flip());
  }

  private static String name(Call call, int layer, String kind) {
    return (call.path().isEmpty() ? "" : call.path() + ".") + kind + layer;
  }

  private static ByteBuffer buffer(long numbers) {
    return ByteBuffer.allocate(Math.toIntExact(numbers * Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Appends a parameter with its gates in ONNX's order. */
  private static void append(
      Call call, Stack stack, Value parameter, long columns, ByteBuffer target) {
    if (!parameter.isConstant()) {
      throw call.refuse("its weights are computed when the block runs; they must be parameters");
    }
    NDArray array = parameter.constant();
    ByteBuffer source = array.toByteBuffer();
    int gate = Math.toIntExact(stack.size() * columns * Float.BYTES);
    for (int from : stack.gates()) {
      target.put(source.slice(from * gate, gate));
    }
  }
}
