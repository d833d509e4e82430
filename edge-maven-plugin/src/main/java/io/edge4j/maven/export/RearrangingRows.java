package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Operations that ONNX does not have but that fall apart into those that move numbers. */
final class RearrangingRows {
  private RearrangingRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        OperatorRow.of("NDArray.diff", "Slice Sub", RearrangingRows::diff),
        OperatorRow.of("NDArray.cumProd", "Cast Slice Pad Mul", RearrangingRows::cumProd),
        OperatorRow.of("NDArray.rotate90", "Transpose Slice", RearrangingRows::rotate90),
        OperatorRow.of("NDArray.diagonal", "Transpose Reshape Gather", RearrangingRows::diagonal),
        OperatorRow.of(
            "NDArray.percentile", "TopK Gather Sub Mul Add", RearrangingRows::percentile),
        OperatorRow.of("NDArray.unique", "Unique Reshape", RearrangingRows::unique));
  }

  /** Arguments: receiver, how often, axis. */
  private static void diff(Call call, Emitter out) {
    long times = call.fixed(1);
    long axis = call.receiver().axis(call.fixed(2));
    String x = out.operand(call, 0, call.result().type());
    if (times == 0) {
      out.same(call, x);
      return;
    }
    for (long i = 1; i <= times; i++) {
      List<String> neighbours =
          List.of(slice(call, out, x, axis, 1, Long.MAX_VALUE), slice(call, out, x, axis, 0, -1));
      if (i == times) {
        out.result(call, "Sub", neighbours);
      } else {
        x = out.node(call, "Sub", neighbours);
      }
    }
  }

  /**
   * Arguments: receiver, axis, perhaps a type. Every number is multiplied with the one {@code step}
   * places before it, with the step doubled each time: the scan of Hillis and Steele (1986).
   */
  private static void cumProd(Call call, Emitter out) {
    int axis = call.receiver().axis(call.fixed(1));
    DataType type = call.result().type();
    long length = requireFixed(call, axis);
    String product = out.operand(call, 0, type);
    long[] pads = new long[2 * call.receiver().rank()];
    for (long step = 1; step < length; step *= 2) {
      pads[axis] = step;
      String before = slice(call, out, product, axis, 0, length - step);
      String shifted = out.node(call, "Pad", List.of(before, out.longs(pads), out.scalar(type, 1)));
      product = out.node(call, "Mul", List.of(product, shifted));
    }
    out.same(call, product);
  }

  /** Arguments: receiver, quarter turns, the two axes, from the first towards the second. */
  private static void rotate90(Call call, Emitter out) {
    long[] axes = call.fixedAll(2);
    int from = call.receiver().axis(axes[0]);
    int to = call.receiver().axis(axes[1]);
    String x = out.name(call.receiver());
    long turns = Math.floorMod(call.fixed(1), 4L);
    if (turns == 0) {
      out.same(call, x);
    } else if (turns == 2) {
      out.same(call, flipped(call, out, x, from, to));
    } else {
      long[] swap = LongStream.range(0, call.receiver().rank()).toArray();
      swap[from] = to;
      swap[to] = from;
      String turned = out.node(call, "Transpose", List.of(x), attribute("perm", swap));
      out.same(call, flipped(call, out, turned, turns == 1 ? from : to));
    }
  }

  /** Arguments: receiver, perhaps offset, then perhaps the two axes; 0, 0 and 1 otherwise. */
  private static void diagonal(Call call, Emitter out) {
    long offset = call.has(1) ? call.fixed(1) : 0;
    int rows = call.receiver().axis(call.has(2) ? call.fixed(2) : 0);
    int columns = call.receiver().axis(call.has(3) ? call.fixed(3) : 1);
    long width = requireFixed(call, columns);
    requireFixed(call, rows);
    List<TracedDim> shape = call.receiver().shape();
    List<Long> order = new ArrayList<>();
    List<TracedDim> behind = new ArrayList<>();
    for (int axis = 0; axis < shape.size(); axis++) {
      if (axis != rows && axis != columns) {
        order.add((long) axis);
        behind.add(shape.get(axis));
      }
    }
    order.add((long) rows);
    order.add((long) columns);
    List<TracedDim> transposed = new ArrayList<>(behind);
    transposed.add(shape.get(rows));
    transposed.add(shape.get(columns));
    behind.add(shape.get(rows).withAll(shape.get(rows).fixed() * width));
    long length = call.result().shape().get(call.result().rank() - 1).fixed();
    long first = offset < 0 ? -offset * width : offset;
    long[] places = LongStream.range(0, length).map(i -> first + i * (width + 1)).toArray();
    String last =
        out.node(
            call,
            "Transpose",
            List.of(out.name(call.receiver())),
            attribute("perm", order.stream().mapToLong(Long::longValue).toArray()));
    String flat =
        out.node(call, "Reshape", List.of(last, ShapeRows.target(call, out, transposed, behind)));
    out.result(
        call, "Gather", List.of(flat, out.longs(places)), attribute("axis", behind.size() - 1));
  }

  /**
   * Arguments: receiver, percentage, perhaps an axis; the last one otherwise. Between two numbers
   * it lies where the percentage lies between their ranks.
   */
  private static void percentile(Call call, Emitter out) {
    DataType type = call.result().type();
    String x = out.operand(call, 0, type);
    int axis = call.receiver().axis(call.has(2) ? call.fixedAll(2)[0] : -1);
    long length = requireFixed(call, axis);
    double rank = call.real(1) / 100 * (length - 1);
    long lower = (long) Math.floor(rank);
    long upper = (long) Math.ceil(rank);
    String sorted =
        out.nodes(
                call,
                "TopK",
                List.of(x, out.longs(length)),
                2,
                attribute("axis", axis),
                attribute("largest", 0))
            .get(0);
    boolean kept = call.result().rank() == call.receiver().rank();
    String low = at(call, out, sorted, axis, lower, kept);
    String high = at(call, out, sorted, axis, upper, kept);
    String rise = out.node(call, "Sub", List.of(high, low));
    String share = out.node(call, "Mul", List.of(rise, out.scalar(type, rank - lower)));
    out.result(call, "Add", List.of(low, share));
  }

  private static String at(
      Call call, Emitter out, String sorted, int axis, long place, boolean kept) {
    String position = kept ? out.longs(place) : out.scalar(DataType.INT64, (double) place);
    return out.node(call, "Gather", List.of(sorted, position), attribute("axis", axis));
  }

  /** Arguments: receiver, axis or nothing, whether sorted, with positions, with counts. */
  private static void unique(Call call, Emitter out) {
    if (!call.flag(2)) {
      throw call.refuse("PyTorch leaves the order open without sorting; ask for sorted values");
    }
    String x = out.name(call.receiver());
    List<String> found =
        call.has(1)
            ? out.nodes(
                call,
                "Unique",
                List.of(x),
                4,
                attribute("axis", call.receiver().axis(call.fixed(1))))
            : out.nodes(call, "Unique", List.of(x), 4);
    int result = 0;
    out.same(call, result++, found.get(0));
    if (call.flag(3)) {
      String places = found.get(2);
      if (!call.has(1)) {
        List<TracedDim> shape = call.receiver().shape();
        places = out.node(call, "Reshape", List.of(places, out.sizes().vector(call, shape)));
      }
      out.same(call, result++, places);
    }
    if (call.flag(4)) {
      out.same(call, result, found.get(3));
    }
  }

  private static String flipped(Call call, Emitter out, String input, long... axes) {
    long[] back = LongStream.of(axes).map(axis -> -1).toArray();
    long[] end = LongStream.of(axes).map(axis -> Long.MIN_VALUE).toArray();
    return out.node(
        call,
        "Slice",
        List.of(input, out.longs(back), out.longs(end), out.longs(axes), out.longs(back)));
  }

  private static String slice(
      Call call, Emitter out, String input, long axis, long start, long end) {
    return out.node(
        call, "Slice", List.of(input, out.longs(start), out.longs(end), out.longs(axis)));
  }

  private static long requireFixed(Call call, int axis) {
    TracedDim size = call.receiver().shape().get(axis);
    if (!size.isFixed()) {
      throw call.refuse(
          "axis " + axis + " is of free size, and the ONNX form needs to know it; fix that axis");
    }
    return size.fixed();
  }
}
