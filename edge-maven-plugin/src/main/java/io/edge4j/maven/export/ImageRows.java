package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;

/** Images to another size. */
final class ImageRows {
  /** DJL's interpolation numbers, as its PyTorch engine reads them. */
  private static final int NEAREST = 0;

  private static final int LINEAR = 1;
  private static final int CUBIC = 3;

  private ImageRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        OperatorRow.of("NDArrayEx.interpolation", "Resize", ImageRows::interpolation),
        OperatorRow.of("NDArrayEx.resize", "Cast Transpose Resize Round", ImageRows::resize));
  }

  /** Arguments: receiver of shape [batch, channels, sizes...], new sizes, mode, align corners. */
  private static void interpolation(Call call, Emitter out) {
    out.result(
        call,
        "Resize",
        List.of(out.name(call.receiver()), "", "", sizes(call, out, call.result().shape())),
        mode(call, call.fixed(2)));
  }

  private static String sizes(Call call, Emitter out, List<TracedDim> shape) {
    return out.sizes().vector(call, shape);
  }

  /**
   * Arguments: receiver of shape [height, width, channels], perhaps batched; width, height, mode.
   */
  private static void resize(Call call, Emitter out) {
    int rank = call.receiver().rank();
    long[] first = rank == 4 ? new long[] {0, 3, 1, 2} : new long[] {2, 0, 1};
    long[] back = rank == 4 ? new long[] {0, 2, 3, 1} : new long[] {1, 2, 0};
    String input = out.cast(call, call.receiver(), DataType.FLOAT32);
    String channelsFirst = out.node(call, "Transpose", List.of(input), attribute("perm", first));
    List<TracedDim> shape = new ArrayList<>();
    for (long axis : first) {
      shape.add(call.result().shape().get(Math.toIntExact(axis)));
    }
    if (rank == 3) {
      // The operator wants its two image axes behind a batch and a channel axis.
      channelsFirst = out.node(call, "Unsqueeze", List.of(channelsFirst, out.longs(0)));
      shape.add(0, shape.get(0).withAll(1));
    }
    String resized =
        out.node(
            call,
            "Resize",
            List.of(channelsFirst, "", "", sizes(call, out, shape)),
            mode(call, call.fixed(3)));
    if (rank == 3) {
      resized = out.node(call, "Squeeze", List.of(resized, out.longs(0)));
    }
    if (call.result().type() == DataType.FLOAT32) {
      out.result(call, "Transpose", List.of(resized), attribute("perm", back));
    } else {
      String turned = out.node(call, "Transpose", List.of(resized), attribute("perm", back));
      out.result(
          call,
          "Cast",
          List.of(turned),
          attribute("to", OnnxTypes.of(call.result().type()).getNumber()));
    }
  }

  private static AttributeProto[] mode(Call call, long mode) {
    if (mode == NEAREST) {
      return new AttributeProto[] {
        attribute("mode", "nearest"),
        attribute("coordinate_transformation_mode", "asymmetric"),
        attribute("nearest_mode", "floor")
      };
    }
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(attribute("coordinate_transformation_mode", "half_pixel"));
    if (mode == LINEAR) {
      attributes.add(attribute("mode", "linear"));
    } else if (mode == CUBIC) {
      attributes.add(attribute("mode", "cubic"));
      attributes.add(attribute("cubic_coeff_a", -0.5f));
      attributes.add(attribute("exclude_outside", 1));
    } else {
      throw call.refuse(
          "interpolation by area has no ONNX form; use nearest, bilinear or bicubic, or a pool");
    }
    if (shrinks(call)) {
      throw call.refuse(
          "the engine smooths when it shrinks by this mode, and ONNX runtimes do not agree on how;"
              + " shrink with a pool, or with mode nearest");
    }
    return attributes.toArray(AttributeProto[]::new);
  }

  private static boolean shrinks(Call call) {
    List<TracedDim> from = call.receiver().shape();
    List<TracedDim> to = call.result().shape();
    for (int axis = 0; axis < from.size(); axis++) {
      for (int run = 0; run < call.runs().size(); run++) {
        if (to.get(axis).in(run) < from.get(axis).in(run)) {
          return true;
        }
      }
    }
    return false;
  }
}
