package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Many numbers to one, and orders among them. */
final class ReductionRows {
  /** As ONNX spells it: without axes it reduces all. */
  private static final long[] ALL_AXES = {};

  private ReductionRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        reduced("NDArray.sum", "ReduceSum"),
        reduced("NDArray.mean", "ReduceMean"),
        reduced("NDArray.max", "ReduceMax"),
        reduced("NDArray.min", "ReduceMin"),
        reduced("NDArray.prod", "ReduceProd"),
        OperatorRow.of("NDArray.all", "Cast ReduceMin", truth("ReduceMin", false)),
        OperatorRow.of("NDArray.any", "Cast ReduceMax", truth("ReduceMax", false)),
        OperatorRow.of("NDArray.none", "Cast ReduceMax Not", truth("ReduceMax", true)),
        OperatorRow.of("NDArray.norm", "ReduceL1 ReduceL2 Abs Pow ReduceSum", ReductionRows::norm),
        OperatorRow.of(
            "NDArray.normalize",
            "ReduceL1 ReduceL2 Abs Pow ReduceSum Max Div",
            ReductionRows::normalize),
        OperatorRow.of("NDArray.cumSum", "CumSum", ReductionRows::cumSum),
        OperatorRow.of("NDArray.argMax", "ArgMax", position("ArgMax")),
        OperatorRow.of("NDArray.argMin", "ArgMin", position("ArgMin")),
        OperatorRow.of("NDArray.topK", "TopK", ReductionRows::topK),
        OperatorRow.of("NDArray.sort", "TopK", ReductionRows::sort),
        OperatorRow.of("NDArray.argSort", "TopK", ReductionRows::argSort),
        OperatorRow.of("NDArray.median", "TopK Gather", ReductionRows::median));
  }

  /** Arguments: receiver, then nothing for all axes, or the axes and whether they are kept. */
  private static OperatorRow reduced(String operation, String operator) {
    return OperatorRow.of(
        operation,
        operator,
        (call, out) -> {
          DataType result = call.result().type();
          // ONNX reduces no truth values, PyTorch does.
          boolean truths = result == DataType.BOOLEAN;
          String input = out.operand(call, 0, truths ? DataType.INT32 : result);
          long[] axes = call.has(1) ? axes(call, 1) : ALL_AXES;
          boolean kept = call.has(2) && call.flag(2);
          if (truths) {
            String number =
                out.node(
                    call,
                    operator,
                    inputs(out, operator, input, axes),
                    attributes(out, operator, axes, kept));
            out.same(call, out.cast(call, number, DataType.BOOLEAN));
            return;
          }
          out.results(
              call,
              operator,
              inputs(out, operator, input, axes),
              attributes(out, operator, axes, kept));
        });
  }

  private static long[] axes(Call call, int index) {
    return LongStream.of(call.fixedAll(index)).map(call.receiver()::axis).toArray();
  }

  /** Axes are an input since opset 13 for ReduceSum and since 18 for the others. */
  private static boolean axesAreInput(Emitter out, String operator) {
    return operator.equals("ReduceSum") || out.opset() >= 18;
  }

  private static List<String> inputs(Emitter out, String operator, String input, long[] axes) {
    return axes.length > 0 && axesAreInput(out, operator)
        ? List.of(input, out.longs(axes))
        : List.of(input);
  }

  private static AttributeProto[] attributes(
      Emitter out, String operator, long[] axes, boolean kept) {
    List<AttributeProto> attributes = new ArrayList<>();
    if (axes.length > 0 && !axesAreInput(out, operator)) {
      attributes.add(attribute("axes", axes));
    }
    attributes.add(attribute("keepdims", kept ? 1 : 0));
    return attributes.toArray(AttributeProto[]::new);
  }

  private static OperatorRow.Emission truth(String operator, boolean negated) {
    return (call, out) -> {
      String bits = out.cast(call, out.operand(call, 0, DataType.BOOLEAN), DataType.INT32);
      String reduced = out.node(call, operator, List.of(bits), attribute("keepdims", 0));
      if (negated) {
        out.result(call, "Not", List.of(out.cast(call, reduced, DataType.BOOLEAN)));
      } else {
        out.result(
            call,
            "Cast",
            List.of(reduced),
            attribute("to", OnnxTypes.of(DataType.BOOLEAN).getNumber()));
      }
    };
  }

  /** Arguments: receiver, then any of the order, the axes, and whether they are kept. */
  private static void norm(Call call, Emitter out) {
    long order = 2;
    long[] axes = ALL_AXES;
    boolean kept = false;
    for (int i = 1; i < call.count(); i++) {
      if (call.isSize(i)) {
        order = call.fixed(i);
      } else if (call.arguments().get(i) instanceof Boolean flag) {
        kept = flag;
      } else if (call.has(i)) {
        axes = axes(call, i);
      }
    }
    String norm = norm(call, out, (double) order, axes, kept);
    out.result(call, "Identity", List.of(norm));
  }

  private static String norm(Call call, Emitter out, double order, long[] axes, boolean kept) {
    DataType type = call.result().type();
    String input = out.operand(call, 0, type);
    if (order == 1 || order == 2) {
      String operator = order == 1 ? "ReduceL1" : "ReduceL2";
      return out.node(
          call,
          operator,
          inputs(out, operator, input, axes),
          attributes(out, operator, axes, kept));
    }
    if (order == 0 || Double.isInfinite(order)) {
      throw call.refuse("a norm of order " + order + " has no ONNX form here; use another order");
    }
    String power =
        out.node(
            call, "Pow", List.of(out.node(call, "Abs", List.of(input)), out.scalar(type, order)));
    String sum =
        out.node(
            call,
            "ReduceSum",
            inputs(out, "ReduceSum", power, axes),
            attributes(out, "ReduceSum", axes, kept));
    return out.node(call, "Pow", List.of(sum, out.scalar(type, 1 / order)));
  }

  /** Arguments: receiver, exponent, axis, epsilon; 2, 1 and 1e-12 where they are left out. */
  private static void normalize(Call call, Emitter out) {
    double order = call.has(1) ? call.real(1) : 2;
    long axis = call.has(2) ? call.fixed(2) : 1;
    double epsilon = call.has(3) ? call.real(3) : 1e-12;
    DataType type = call.result().type();
    String norm = norm(call, out, order, new long[] {call.receiver().axis(axis)}, true);
    String bounded = out.node(call, "Max", List.of(norm, out.scalar(type, epsilon)));
    out.result(call, "Div", List.of(out.operand(call, 0, type), bounded));
  }

  private static void cumSum(Call call, Emitter out) {
    long axis = call.has(1) ? call.receiver().axis(call.fixed(1)) : 0;
    out.result(
        call,
        "CumSum",
        List.of(
            out.operand(call, 0, call.result().type()),
            out.constant(
                DataType.INT64,
                new long[0],
                OnnxTypes.bytes(DataType.INT64, (double) axis),
                "axis")));
  }

  private static OperatorRow.Emission position(String operator) {
    return (call, out) -> {
      String input = out.name(call.receiver());
      long axis = 0;
      if (call.has(1)) {
        axis = call.receiver().axis(call.fixed(1));
      } else {
        input = out.node(call, "Reshape", List.of(input, out.longs(-1)));
      }
      out.result(call, operator, List.of(input), attribute("axis", axis), attribute("keepdims", 0));
    };
  }

  /** Arguments: receiver, k, axis, whether the largest, whether in order. */
  private static void topK(Call call, Emitter out) {
    boolean largest = !call.has(3) || call.flag(3);
    String k = out.sizes().vector(call, List.of(call.size(1)));
    out.results(
        call,
        "TopK",
        List.of(out.name(call.receiver()), k),
        ordering(call.receiver().axis(call.fixed(2)), largest));
  }

  private static AttributeProto[] ordering(long axis, boolean largest) {
    return new AttributeProto[] {attribute("axis", axis), attribute("largest", largest ? 1 : 0)};
  }

  private static void sort(Call call, Emitter out) {
    out.result(call, "Identity", List.of(ordered(call, out, axis(call), false).get(0)));
  }

  /** Arguments: receiver, axis, whether ascending. */
  private static void argSort(Call call, Emitter out) {
    boolean ascending = !call.has(2) || call.flag(2);
    out.result(call, "Identity", List.of(ordered(call, out, axis(call), !ascending).get(1)));
  }

  /** Values and positions of all numbers along the axis, in order. */
  private static List<String> ordered(Call call, Emitter out, int axis, boolean descending) {
    if (call.receiver().type() == DataType.BOOLEAN) {
      throw call.refuse(
          "ONNX puts truth values in no order; convert them with toType(DataType.INT32, false)");
    }
    String length = out.sizes().vector(call, List.of(call.receiver().shape().get(axis)));
    return out.nodes(
        call, "TopK", List.of(out.name(call.receiver()), length), 2, ordering(axis, descending));
  }

  private static int axis(Call call) {
    return call.receiver().axis(call.has(1) ? call.fixed(1) : -1);
  }

  /** The lower of the two middle numbers where their count is even, as in PyTorch. */
  private static void median(Call call, Emitter out) {
    int axis = call.receiver().axis(call.has(1) ? call.fixedAll(1)[0] : -1);
    TracedDim length = call.receiver().shape().get(axis);
    if (!length.isFixed()) {
      throw call.refuse("the middle of an axis of free size has no ONNX form here; fix that axis");
    }
    long middle = (length.fixed() - 1) / 2;
    String sorted = ordered(call, out, axis, false).get(0);
    out.result(
        call,
        "Gather",
        List.of(sorted, out.scalar(DataType.INT64, (double) middle)),
        attribute("axis", axis));
  }
}
