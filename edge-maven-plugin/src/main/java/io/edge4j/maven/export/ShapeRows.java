package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** The same numbers in another shape, or more or fewer of them. */
final class ShapeRows {
  private ShapeRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        OperatorRow.of(
            "NDArray.reshape NDArray.flatten NDArray.squeeze",
            "Reshape Flatten",
            ShapeRows::reshape),
        OperatorRow.of("NDArray.expandDims", "Unsqueeze", ShapeRows::expandDims),
        OperatorRow.of("NDArray.duplicate", "", ShapeRows::same),
        OperatorRow.of("NDArray.transpose NDArray.swapAxes", "Transpose", ShapeRows::transpose),
        OperatorRow.of("NDArray.flip", "Slice", ShapeRows::flip),
        OperatorRow.of("NDArray.broadcast", "Expand", ShapeRows::broadcast),
        OperatorRow.of("NDArray.tile", "Tile Reshape", ShapeRows::tile),
        OperatorRow.of("NDArray.repeat", "Unsqueeze Expand Reshape", ShapeRows::repeat),
        OperatorRow.of("NDArray.pad", "Pad", ShapeRows::pad),
        OperatorRow.of("NDArray.split", "Split", ShapeRows::split),
        OperatorRow.of("NDArrayEx.concat", "Concat", ShapeRows::concat),
        OperatorRow.of("NDArrayEx.stack", "Unsqueeze Concat", ShapeRows::stack));
  }

  private static void same(Call call, Emitter out) {
    out.same(call, out.name(call.receiver()));
  }

  private static void reshape(Call call, Emitter out) {
    reshape(call, out, out.name(call.receiver()), call.receiver().shape());
  }

  /** Reshapes a value of the given shape to the shape that the call's result has. */
  static void reshape(Call call, Emitter out, String input, List<TracedDim> from) {
    List<TracedDim> to = call.result().shape();
    if (from.equals(to)) {
      out.same(call, input);
      return;
    }
    if (to.size() == 2
        && from.size() > 2
        && !to.get(0).isFixed()
        && from.get(0).equals(to.get(0))) {
      out.result(call, "Flatten", List.of(input));
      return;
    }
    out.result(call, "Reshape", List.of(input, target(call, out, from, to)));
  }

  /**
   * The second input of Reshape. 0 stands for the input's own axis at that place and -1 for what
   * remains, so that most shapes that follow a size stay constants.
   */
  static String target(Call call, Emitter out, List<TracedDim> from, List<TracedDim> to) {
    List<TracedDim> sizes = new ArrayList<>(to);
    boolean open = false;
    for (int i = 0; i < to.size(); i++) {
      if (to.get(i).isFixed()) {
        continue;
      }
      if (i < from.size() && from.get(i).equals(to.get(i))) {
        sizes.set(i, to.get(i).withAll(0));
      } else if (!open) {
        open = true;
        sizes.set(i, to.get(i).withAll(-1));
      }
    }
    return out.sizes().vector(call, sizes);
  }

  private static void expandDims(Call call, Emitter out) {
    long axis = call.fixed(1);
    long place = axis < 0 ? axis + call.receiver().rank() + 1 : axis;
    out.result(call, "Unsqueeze", List.of(out.name(call.receiver()), out.longs(place)));
  }

  private static void transpose(Call call, Emitter out) {
    int rank = call.receiver().rank();
    long[] order = LongStream.range(0, rank).toArray();
    if (call.operation().endsWith("swapAxes")) {
      int a = call.receiver().axis(call.fixed(1));
      int b = call.receiver().axis(call.fixed(2));
      order[a] = b;
      order[b] = a;
    } else if (call.has(1)) {
      order = LongStream.of(call.fixedAll(1)).map(call.receiver()::axis).toArray();
    } else {
      order = LongStream.range(0, rank).map(i -> rank - 1 - i).toArray();
    }
    out.result(call, "Transpose", List.of(out.name(call.receiver())), attribute("perm", order));
  }

  private static void flip(Call call, Emitter out) {
    long[] axes = LongStream.of(call.fixedAll(1)).map(call.receiver()::axis).toArray();
    long[] back = new long[axes.length];
    Arrays.fill(back, -1);
    long[] end = new long[axes.length];
    Arrays.fill(end, Long.MIN_VALUE);
    out.result(
        call,
        "Slice",
        List.of(
            out.name(call.receiver()),
            out.longs(back),
            out.longs(end),
            out.longs(axes),
            out.longs(back)));
  }

  private static void broadcast(Call call, Emitter out) {
    if (call.receiver().shape().equals(call.result().shape())) {
      same(call, out);
      return;
    }
    out.result(
        call,
        "Expand",
        List.of(out.name(call.receiver()), out.sizes().vector(call, call.result().shape())));
  }

  /** Arguments: receiver, then repetitions for all axes, for the last axes, or for each. */
  private static void tile(Call call, Emitter out) {
    int rank = call.receiver().rank();
    String input = out.name(call.receiver());
    List<TracedDim> repeats = new ArrayList<>();
    if (call.isSize(1)) {
      for (int i = 0; i < Math.max(1, rank); i++) {
        repeats.add(call.size(1));
      }
    } else {
      repeats.addAll(call.sizes(1));
    }
    TracedDim one = repeats.get(0).withAll(1);
    while (repeats.size() < rank) {
      repeats.add(0, one);
    }
    if (repeats.size() > rank) {
      List<TracedDim> longer = new ArrayList<>(call.receiver().shape());
      while (longer.size() < repeats.size()) {
        longer.add(0, one);
      }
      input = out.node(call, "Reshape", List.of(input, out.sizes().vector(call, longer)));
    }
    out.result(call, "Tile", List.of(input, out.sizes().vector(call, repeats)));
  }

  /** Each number several times in a row: a new axis behind, widened, and merged. */
  private static void repeat(Call call, Emitter out) {
    List<TracedDim> from = call.receiver().shape();
    List<TracedDim> to = call.result().shape();
    List<TracedDim> wide = new ArrayList<>();
    List<Long> added = new ArrayList<>();
    for (int i = 0; i < from.size(); i++) {
      wide.add(from.get(i));
      if (!from.get(i).equals(to.get(i))) {
        added.add((long) wide.size());
        wide.add(to.get(i).dividedBy(from.get(i)));
      }
    }
    String input = out.name(call.receiver());
    if (added.isEmpty()) {
      out.same(call, input);
      return;
    }
    String spread =
        out.node(
            call,
            "Unsqueeze",
            List.of(input, out.longs(added.stream().mapToLong(Long::longValue).toArray())));
    String expanded = out.node(call, "Expand", List.of(spread, out.sizes().vector(call, wide)));
    out.result(call, "Reshape", List.of(expanded, target(call, out, wide, to)));
  }

  /** Arguments: receiver, padding before and after from the last axis on, value. */
  private static void pad(Call call, Emitter out) {
    int rank = call.receiver().rank();
    long[] padding = call.fixedAll(1);
    long[] pads = new long[2 * rank];
    for (int i = 0; i < padding.length / 2; i++) {
      pads[rank - 1 - i] = padding[2 * i];
      pads[2 * rank - 1 - i] = padding[2 * i + 1];
    }
    out.result(
        call,
        "Pad",
        List.of(
            out.name(call.receiver()),
            out.longs(pads),
            out.operand(call, 2, call.result().type())));
  }

  /** Arguments: receiver, sections or positions, axis; the results' own sizes say where. */
  private static void split(Call call, Emitter out) {
    int axis = call.receiver().axis(call.has(2) ? call.fixed(2) : 0);
    if (call.results().size() == 1) {
      same(call, out);
      return;
    }
    List<TracedDim> sizes = call.results().stream().map(value -> value.shape().get(axis)).toList();
    out.results(
        call,
        "Split",
        List.of(out.name(call.receiver()), out.sizes().vector(call, sizes)),
        attribute("axis", axis));
  }

  /** Arguments: receiver, the arrays behind it, axis. */
  private static void concat(Call call, Emitter out) {
    List<String> inputs = new ArrayList<>();
    inputs.add(out.operand(call, 0, call.result().type()));
    for (Value value : call.values(1)) {
      inputs.add(out.cast(call, value, call.result().type()));
    }
    long axis = call.receiver().axis(call.has(2) ? call.fixed(2) : 0);
    out.result(call, "Concat", inputs, attribute("axis", axis));
  }

  private static void stack(Call call, Emitter out) {
    long axis = call.has(2) ? call.fixed(2) : 0;
    long place = axis < 0 ? axis + call.result().rank() : axis;
    List<Value> values = new ArrayList<>();
    values.add(call.receiver());
    values.addAll(call.values(1));
    List<String> inputs = new ArrayList<>();
    for (Value value : values) {
      String input = out.cast(call, value, call.result().type());
      inputs.add(out.node(call, "Unsqueeze", List.of(input, out.longs(place))));
    }
    out.result(call, "Concat", inputs, attribute("axis", place));
  }
}
