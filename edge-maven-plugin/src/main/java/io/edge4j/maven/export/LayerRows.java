package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Layers with parameters: convolution, linear, normalization. */
final class LayerRows {
  private LayerRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        OperatorRow.of("NDArrayEx.convolution", "Conv", LayerRows::convolution),
        OperatorRow.of("NDArrayEx.linear", "Gemm MatMul Add", LayerRows::linear),
        OperatorRow.of("NDArrayEx.batchNorm", "BatchNormalization Transpose", LayerRows::batchNorm),
        OperatorRow.of(
            "NDArrayEx.layerNorm",
            "LayerNormalization ReduceMean Sub Mul Add Sqrt Div",
            LayerRows::layerNorm),
        OperatorRow.of("NDArrayEx.dropout", "", LayerRows::dropout));
  }

  /** Arguments: receiver, input, weight, bias, stride, padding, dilation, groups. */
  private static void convolution(Call call, Emitter out) {
    List<String> inputs = new ArrayList<>();
    inputs.add(out.name(call.value(1)));
    inputs.add(out.name(call.value(2)));
    if (call.has(3)) {
      inputs.add(out.name(call.value(3)));
    }
    List<AttributeProto> attributes = new ArrayList<>();
    long[] kernel =
        call.value(2).shape().stream().skip(2).mapToLong(size -> size.observed().get(0)).toArray();
    attributes.add(attribute("kernel_shape", kernel));
    addUnless(attributes, "strides", call.fixedAll(4), 1);
    addUnless(attributes, "pads", both(call.fixedAll(5)), 0);
    addUnless(attributes, "dilations", call.fixedAll(6), 1);
    if (call.fixed(7) != 1) {
      attributes.add(attribute("group", call.fixed(7)));
    }
    out.result(call, "Conv", inputs, attributes.toArray(AttributeProto[]::new));
  }

  /** Arguments: receiver, input, weight of shape [out, in], bias. */
  private static void linear(Call call, Emitter out) {
    Value input = call.value(1);
    Value weight = call.value(2);
    boolean biased = call.has(3);
    if (input.rank() == 2) {
      List<String> inputs = new ArrayList<>(List.of(out.name(input), out.name(weight)));
      if (biased) {
        inputs.add(out.name(call.value(3)));
      }
      out.result(call, "Gemm", inputs, attribute("transB", 1));
      return;
    }
    String transposed = transposed(call, weight, out);
    if (!biased) {
      out.result(call, "MatMul", List.of(out.name(input), transposed));
      return;
    }
    String product = out.node(call, "MatMul", List.of(out.name(input), transposed));
    out.result(call, "Add", List.of(product, out.name(call.value(3))));
  }

  /** The weight as MatMul takes it: transposed here where it is constant. */
  private static String transposed(Call call, Value weight, Emitter out) {
    if (!weight.isConstant()) {
      return out.node(
          call, "Transpose", List.of(out.name(weight)), attribute("perm", new long[] {1, 0}));
    }
    return out.transposed(call, weight);
  }

  /** Arguments: receiver, input, mean, variance, gamma, beta, axis, momentum, epsilon, training. */
  private static void batchNorm(Call call, Emitter out) {
    Value input = call.value(1);
    long axis = call.fixed(6);
    int channel = axis == -1 ? 1 : input.axis(axis);
    String x = out.name(input);
    long[] swap = LongStream.range(0, input.rank()).toArray();
    if (channel != 1) {
      swap[1] = channel;
      swap[channel] = 1;
      x = out.node(call, "Transpose", List.of(x), attribute("perm", swap));
    }
    int channels = Math.toIntExact(call.value(2).shape().get(0).fixed());
    List<String> inputs =
        List.of(
            x,
            call.has(4) ? out.name(call.value(4)) : filled(out, channels, 1),
            call.has(5) ? out.name(call.value(5)) : filled(out, channels, 0),
            out.name(call.value(2)),
            out.name(call.value(3)));
    AttributeProto epsilon = attribute("epsilon", (float) call.real(8));
    if (channel == 1) {
      out.result(call, "BatchNormalization", inputs, epsilon);
    } else {
      String normalized = out.node(call, "BatchNormalization", inputs, epsilon);
      out.result(call, "Transpose", List.of(normalized), attribute("perm", swap));
    }
  }

  /** Arguments: receiver, input, shape of the last axes, gamma, beta, epsilon. */
  private static void layerNorm(Call call, Emitter out) {
    Value input = call.value(1);
    int axes = call.sizes(2).size();
    if (out.opset() >= 17) {
      List<String> inputs = new ArrayList<>(List.of(out.name(input), out.name(call.value(3))));
      if (call.has(4)) {
        inputs.add(out.name(call.value(4)));
      }
      out.result(
          call,
          "LayerNormalization",
          inputs,
          attribute("axis", -axes),
          attribute("epsilon", (float) call.real(5)));
      return;
    }
    long[] last = LongStream.range(input.rank() - axes, input.rank()).toArray();
    AttributeProto[] overLast = {attribute("axes", last), attribute("keepdims", 1)};
    String x = out.name(input);
    String mean = out.node(call, "ReduceMean", List.of(x), overLast);
    String centred = out.node(call, "Sub", List.of(x, mean));
    String squared = out.node(call, "Mul", List.of(centred, centred));
    String variance = out.node(call, "ReduceMean", List.of(squared), overLast);
    String bounded =
        out.node(call, "Add", List.of(variance, out.scalar(input.type(), call.real(5))));
    String deviation = out.node(call, "Sqrt", List.of(bounded));
    String normal = out.node(call, "Div", List.of(centred, deviation));
    String scaled = out.node(call, "Mul", List.of(normal, out.name(call.value(3))));
    out.result(call, "Add", List.of(scaled, out.name(call.value(4))));
  }

  private static void dropout(Call call, Emitter out) {
    if (call.flag(3)) {
      throw call.refuse("it was asked to drop although this is inference");
    }
    out.same(call, out.name(call.value(1)));
  }

  private static String filled(Emitter out, int length, float number) {
    ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < length; i++) {
      bytes.putFloat(number);
    }
    return out.constant(
        ai.djl.ndarray.types.DataType.FLOAT32, new long[] {length}, bytes.flip(), "filled");
  }

  /** Padding before and after each axis is the same: {@code [begin..., end...]}. */
  static long[] both(long[] padding) {
    long[] pads = Arrays.copyOf(padding, padding.length * 2);
    System.arraycopy(padding, 0, pads, padding.length, padding.length);
    return pads;
  }

  /** Adds a list attribute unless it is the operator's default, to keep models small. */
  static void addUnless(
      List<AttributeProto> attributes, String name, long[] numbers, long unwanted) {
    if (Arrays.stream(numbers).anyMatch(number -> number != unwanted)) {
      attributes.add(attribute(name, numbers));
    }
  }
}
