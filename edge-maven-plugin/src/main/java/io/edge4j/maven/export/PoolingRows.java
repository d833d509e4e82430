package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pools over the axes behind batch and channel. */
final class PoolingRows {
  private PoolingRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        OperatorRow.of("NDArrayEx.maxPool", "MaxPool", PoolingRows::maxPool),
        OperatorRow.of("NDArrayEx.avgPool", "AveragePool", PoolingRows::avgPool),
        OperatorRow.of(
            "NDArrayEx.globalAvgPool", "GlobalAveragePool Flatten", global("GlobalAveragePool")),
        OperatorRow.of("NDArrayEx.globalMaxPool", "GlobalMaxPool Flatten", global("GlobalMaxPool")),
        OperatorRow.of("NDArrayEx.lpPool", "Pow AveragePool Mul", PoolingRows::lpPool),
        OperatorRow.of(
            "NDArrayEx.globalLpPool",
            "Pow GlobalAveragePool Mul Flatten",
            PoolingRows::globalLpPool));
  }

  /** Arguments: receiver, kernel, stride, padding, ceiling mode. */
  private static void maxPool(Call call, Emitter out) {
    List<AttributeProto> attributes = window(call, 1, 2, 3, 4);
    out.result(
        call,
        "MaxPool",
        List.of(out.name(call.receiver())),
        attributes.toArray(AttributeProto[]::new));
  }

  /** Arguments: receiver, kernel, stride, padding, ceiling mode, padding counted. */
  private static void avgPool(Call call, Emitter out) {
    List<AttributeProto> attributes = window(call, 1, 2, 3, 4);
    if (call.flag(5)) {
      attributes.add(attribute("count_include_pad", 1));
    }
    out.result(
        call,
        "AveragePool",
        List.of(out.name(call.receiver())),
        attributes.toArray(AttributeProto[]::new));
  }

  /**
   * Arguments: receiver, exponent, kernel, stride, padding, ceiling mode. Built as PyTorch builds
   * it, from an average: ONNX's LpPool takes absolute values first, PyTorch does not.
   */
  private static void lpPool(Call call, Emitter out) {
    DataType type = call.result().type();
    long[] kernel = call.fixedAll(2);
    String power = power(call, out);
    String mean =
        out.node(
            call,
            "AveragePool",
            List.of(power),
            window(call, 2, 3, 4, 5).toArray(AttributeProto[]::new));
    String sum = out.node(call, "Mul", List.of(mean, out.scalar(type, (double) volume(kernel))));
    out.result(call, "Pow", List.of(sum, out.scalar(type, 1 / call.real(1))));
  }

  /** Arguments: receiver, exponent. */
  private static void globalLpPool(Call call, Emitter out) {
    DataType type = call.result().type();
    long[] kernel =
        call.receiver().shape().stream()
            .skip(2)
            .mapToLong(size -> requireFixed(call, size))
            .toArray();
    String mean = out.node(call, "GlobalAveragePool", List.of(power(call, out)));
    String sum = out.node(call, "Mul", List.of(mean, out.scalar(type, (double) volume(kernel))));
    String root = out.node(call, "Pow", List.of(sum, out.scalar(type, 1 / call.real(1))));
    out.result(call, "Flatten", List.of(root));
  }

  private static String power(Call call, Emitter out) {
    DataType type = call.result().type();
    return out.node(
        call, "Pow", List.of(out.name(call.receiver()), out.scalar(type, call.real(1))));
  }

  private static long requireFixed(Call call, Size size) {
    if (!size.isFixed()) {
      throw call.refuse("a norm over axes of free size has no ONNX form here; fix those axes");
    }
    return size.fixed();
  }

  private static long volume(long[] kernel) {
    return Arrays.stream(kernel).reduce(1, (a, b) -> a * b);
  }

  private static List<AttributeProto> window(
      Call call, int kernel, int stride, int padding, int ceiling) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(attribute("kernel_shape", call.fixedAll(kernel)));
    LayerRows.addUnless(attributes, "strides", call.fixedAll(stride), 1);
    LayerRows.addUnless(attributes, "pads", LayerRows.both(call.fixedAll(padding)), 0);
    if (call.flag(ceiling)) {
      attributes.add(attribute("ceil_mode", 1));
    }
    return attributes;
  }

  private static OperatorRow.Emission global(String operator) {
    return (call, out) -> {
      String pooled = out.node(call, operator, List.of(out.name(call.receiver())));
      out.result(call, "Flatten", List.of(pooled));
    };
  }
}
