package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
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
        OperatorRow.of(
            "NDArrayEx.globalMaxPool", "GlobalMaxPool Flatten", global("GlobalMaxPool")));
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
