package io.edge4j.maven.quantize;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Node;
import io.edge4j.maven.quantize.weight.ChannelAxis;
import io.edge4j.maven.quantize.weight.Int8Scales;
import io.edge4j.maven.quantize.weight.Int8Weight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * LSTM to ONNX Runtime's DynamicQuantizeLSTM, which takes the weights of inputs and of states in
 * int8, transposed, with a scale per row of each gate or one per direction.
 */
final class LstmRewrite implements WeightRewrite {
  /** Inputs of LSTM up to the peepholes, which the quantized operator takes as they are. */
  private static final int INPUTS = 8;

  private static final List<String> ATTRIBUTES =
      List.of(
          "activation_alpha",
          "activation_beta",
          "activations",
          "clip",
          "direction",
          "hidden_size",
          "input_forget");

  @Override
  public String rewrite(Node node, WeightRewriting rewriting) throws NotQuantizable, IOException {
    if (node.integer("layout", 0) != 0) {
      throw new NotQuantizable("its batch comes first (layout), which no quantized LSTM takes");
    }
    Constant w = matrices(node, 1, rewriting);
    Constant r = matrices(node, 2, rewriting);
    GateWeights input = GateWeights.of(w.tensor(), rewriting.options());
    GateWeights state = GateWeights.of(r.tensor(), rewriting.options());
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < INPUTS; i++) {
      inputs.add(node.input(i));
    }
    inputs.set(
        1,
        store(input.int8(rewriting.fresh(w.tensor().name() + "_q")), w, node.input(1), rewriting));
    inputs.set(
        2,
        store(state.int8(rewriting.fresh(r.tensor().name() + "_q")), r, node.input(2), rewriting));
    for (GateWeights weights : List.of(input, state)) {
      inputs.add(rewriting.store(weights.scale(rewriting.fresh("lstm_scale"))));
      inputs.add(rewriting.store(weights.zero(rewriting.fresh("lstm_zero"))));
    }
    rewriting.importMicrosoft();
    Node quantized =
        Node.of(
            WeightRewriting.MICROSOFT, "DynamicQuantizeLSTM", node.name(), inputs, node.outputs());
    ATTRIBUTES.forEach(attribute -> quantized.withAttributeOf(node, attribute));
    rewriting.emit(quantized);
    return rewriting.options().perChannel()
        ? "int8 weights, a scale per row of each gate"
        : "int8 weights, a scale per direction";
  }

  private static Constant matrices(Node node, int input, WeightRewriting rewriting)
      throws NotQuantizable {
    Constant weight = rewriting.constant(node.input(input));
    if (weight == null) {
      throw new NotQuantizable("its weights are computed");
    }
    rewriting.weight(node.input(input));
    if (weight.tensor().rank() != 3) {
      throw new NotQuantizable("its weights have " + weight.tensor().rank() + " dimensions, not 3");
    }
    return weight;
  }

  private static String store(
      Initializer int8, Constant weight, String value, WeightRewriting rewriting) {
    rewriting.orphans().add(value);
    rewriting.orphans().add(weight.tensor().name());
    return rewriting.store(int8);
  }

  /**
   * Weights of all gates in all directions.
   *
   * @param weight float[directions][rows][columns]
   * @param scales a scale per row of each direction, or one per direction
   */
  private record GateWeights(Initializer weight, List<Int8Scales> scales, List<byte[]> transposed) {

    static GateWeights of(Initializer weight, DynamicOptions options)
        throws NotQuantizable, IOException {
      int directions = Math.toIntExact(weight.dims().get(0));
      int rows = Math.toIntExact(weight.dims().get(1));
      int columns = Math.toIntExact(weight.dims().get(2));
      float[] values = weight.floats();
      List<Int8Scales> scales = new ArrayList<>();
      List<byte[]> integers = new ArrayList<>();
      for (int direction = 0; direction < directions; direction++) {
        int from = direction * rows * columns;
        Initializer matrix =
            Initializer.ofFloats(
                weight.name(),
                List.of((long) rows, (long) columns),
                java.util.Arrays.copyOfRange(values, from, from + rows * columns));
        ChannelAxis axis = options.perChannel() ? ChannelAxis.ROWS : ChannelAxis.NONE;
        Int8Scales measured =
            Int8Scales.measure(matrix, axis, options.reduceRange())
                .orElseThrow(
                    () -> new NotQuantizable("its weights hold values that are not finite"));
        scales.add(measured);
        integers.add(new Int8Weight(matrix, measured, axis, true).open().readAllBytes());
      }
      return new GateWeights(weight, scales, integers);
    }

    Initializer int8(String name) {
      java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
      transposed.forEach(all::writeBytes);
      List<Long> dims = weight.dims();
      return Initializer.ofBytes(
          name,
          DataType.INT8_VALUE,
          List.of(dims.get(0), dims.get(2), dims.get(1)),
          all.toByteArray());
    }

    Initializer scale(String name) {
      int each = scales.get(0).times(1).length;
      float[] all = new float[scales.size() * each];
      for (int i = 0; i < scales.size(); i++) {
        System.arraycopy(scales.get(i).times(1), 0, all, i * each, each);
      }
      return Initializer.ofFloats(name, scaleDims(), all);
    }

    Initializer zero(String name) {
      int count = Math.toIntExact(scaleDims().stream().reduce(1L, (a, b) -> a * b));
      return Initializer.ofBytes(name, DataType.INT8_VALUE, scaleDims(), new byte[count]);
    }

    private List<Long> scaleDims() {
      List<Long> dims = weight.dims();
      return scales.get(0).perChannel() ? List.of(dims.get(0), dims.get(1)) : List.of(dims.get(0));
    }
  }
}
