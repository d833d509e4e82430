package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Images to another size. */
final class ImageRows {
  /** DJL's interpolation numbers, as its PyTorch engine reads them. */
  private static final int NEAREST = 0;

  private static final int LINEAR = 1;
  private static final int AREA = 2;
  private static final int CUBIC = 3;

  private ImageRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        OperatorRow.of(
            "NDArrayEx.interpolation",
            "Resize Range Mul Add Sub Div LessOrEqual And Cast ReduceSum Transpose MatMul",
            ImageRows::interpolation),
        OperatorRow.of(
            "NDArrayEx.resize",
            "Cast Transpose Resize Round Range Mul Add Sub Div LessOrEqual And ReduceSum MatMul",
            ImageRows::resize));
  }

  /** Arguments: receiver of shape [batch, channels, sizes...], new sizes, mode, align corners. */
  private static void interpolation(Call call, Emitter out) {
    if (call.fixed(2) == AREA && call.receiver().type() == DataType.FLOAT32) {
      String image = out.name(call.receiver());
      out.same(call, byArea(call, out, image, call.receiver().shape(), call.result().shape()));
      return;
    }
    out.result(
        call,
        "Resize",
        List.of(out.name(call.receiver()), "", "", out.sizes().vector(call, call.result().shape())),
        mode(call, call.fixed(2)));
  }

  /**
   * Each number is the mean of those that it stands for: along an axis, of the places from {@code
   * floor(i * from / to)} up to {@code ceil((i + 1) * from / to)}. ONNX has no operator for that,
   * so each axis is multiplied with a matrix of such means, which is made from the sizes.
   */
  private static String byArea(
      Call call, Emitter out, String input, List<TracedDim> from, List<TracedDim> to) {
    int rank = from.size();
    String image = input;
    for (int axis = rank - 1; axis >= 2; axis--) {
      if (from.get(axis).equals(to.get(axis))) {
        continue;
      }
      String means = means(call, out, from.get(axis), to.get(axis));
      if (axis == rank - 1) {
        String turned =
            out.node(call, "Transpose", List.of(means), attribute("perm", new long[] {1, 0}));
        image = out.node(call, "MatMul", List.of(image, turned));
      } else if (axis == rank - 2) {
        image = out.node(call, "MatMul", List.of(means, image));
      } else {
        long[] swap = LongStream.range(0, rank).toArray();
        swap[axis] = rank - 2L;
        swap[rank - 2] = axis;
        String swapped = out.node(call, "Transpose", List.of(image), attribute("perm", swap));
        String meant = out.node(call, "MatMul", List.of(means, swapped));
        image = out.node(call, "Transpose", List.of(meant), attribute("perm", swap));
      }
    }
    return image;
  }

  /** A float matrix of shape [to, from] whose rows add up to one. */
  private static String means(Call call, Emitter out, TracedDim before, TracedDim after) {
    String one = out.scalar(DataType.INT64, 1L);
    String zero = out.scalar(DataType.INT64, 0L);
    String from = out.sizes().scalar(call, before, DataType.INT64);
    String to = out.sizes().scalar(call, after, DataType.INT64);
    String rows =
        out.node(
            call,
            "Unsqueeze",
            List.of(out.node(call, "Range", List.of(zero, to, one)), out.longs(1)));
    String places = out.node(call, "Range", List.of(zero, from, one));
    String start = out.node(call, "Div", List.of(out.node(call, "Mul", List.of(rows, from)), to));
    // The last place is floor(((i + 1) * from - 1) / to).
    String next = out.node(call, "Mul", List.of(out.node(call, "Add", List.of(rows, one)), from));
    String end = out.node(call, "Div", List.of(out.node(call, "Sub", List.of(next, one)), to));
    String inside =
        out.node(
            call,
            "And",
            List.of(
                out.node(call, "LessOrEqual", List.of(start, places)),
                out.node(call, "LessOrEqual", List.of(places, end))));
    String weights = out.cast(call, inside, DataType.FLOAT32);
    String sums =
        out.node(call, "ReduceSum", List.of(weights, out.longs(1)), attribute("keepdims", 1));
    return out.node(call, "Div", List.of(weights, sums));
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
    List<TracedDim> from = new ArrayList<>();
    List<TracedDim> to = new ArrayList<>();
    for (long axis : first) {
      from.add(call.receiver().shape().get(Math.toIntExact(axis)));
      to.add(call.result().shape().get(Math.toIntExact(axis)));
    }
    if (rank == 3) {
      // The operator wants its two image axes behind a batch and a channel axis.
      channelsFirst = out.node(call, "Unsqueeze", List.of(channelsFirst, out.longs(0)));
      from.add(0, from.get(0).withAll(1));
      to.add(0, to.get(0).withAll(1));
    }
    String resized =
        call.fixed(3) == AREA
            ? byArea(call, out, channelsFirst, from, to)
            : out.node(
                call,
                "Resize",
                List.of(channelsFirst, "", "", out.sizes().vector(call, to)),
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
          "resizing in this mode and type has no ONNX form; use nearest, bilinear or bicubic, or a pool");
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
