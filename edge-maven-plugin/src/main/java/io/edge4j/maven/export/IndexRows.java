package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.List;

/** Reading parts of an array by position, and by arrays of positions. */
final class IndexRows {
  private IndexRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        OperatorRow.of(
            "NDArray.get",
            "Slice Gather GatherND GatherElements NonZero Unsqueeze",
            IndexRows::get),
        OperatorRow.of(
            "NDArray.set NDArray.setScalar", "Slice Expand Concat Where", AssignmentRow::set),
        OperatorRow.of("NDArray.gather", "GatherElements", IndexRows::gather),
        OperatorRow.of("NDArray.gatherNd", "Transpose GatherND", IndexRows::gatherNd),
        OperatorRow.of("NDArray.take", "Reshape Gather", IndexRows::take),
        OperatorRow.of("NDArray.scatter", "ScatterElements", IndexRows::scatter),
        OperatorRow.of("NDArray.booleanMask", "NonZero Transpose GatherND", IndexRows::booleanMask),
        OperatorRow.of("NDArray.nonzero", "NonZero Transpose", IndexRows::nonzero),
        OperatorRow.of("NDArray.oneHot", "OneHot Cast", IndexRows::oneHot),
        OperatorRow.of("NDArrayEx.embedding", "Gather", IndexRows::embedding));
  }

  /** One node of a chain: what it takes beside the value that runs through. */
  private record Step(String operator, List<String> inputs, List<AttributeProto> attributes) {
    static Step of(String operator, List<String> inputs, AttributeProto... attributes) {
      return new Step(operator, inputs, List.of(attributes));
    }
  }

  /** Arguments: receiver, index. */
  private static void get(Call call, Emitter out) {
    List<IndexElement> elements = withoutEllipsis(call);
    long arrays = elements.stream().filter(e -> e.array() != null).count();
    if (elements.stream().anyMatch(e -> e.kind() == IndexElement.Kind.PICK)) {
      pick(call, out, elements);
    } else if (elements.stream().anyMatch(e -> e.kind() == IndexElement.Kind.BOOLEANS)) {
      if (elements.get(0).kind() != IndexElement.Kind.BOOLEANS || arrays > 1) {
        throw call.refuse(
            "an array of truth values has an ONNX form only as the first element of the index, and"
                + " as its only array");
      }
      masked(call, out, elements.get(0).positions());
    } else if (arrays > 1) {
      takeSeveral(call, out, elements);
    } else {
      chain(call, out, steps(call, out, elements));
    }
  }

  /** The index with its ellipsis replaced by as many whole axes as it stands for. */
  static List<IndexElement> withoutEllipsis(Call call) {
    List<IndexElement> elements = new ArrayList<>();
    int consumed = 0;
    int ellipsis = -1;
    for (IndexElement element : call.indices(1)) {
      switch (element.kind()) {
        case ELLIPSIS -> ellipsis = elements.size();
        case NEW_AXIS -> elements.add(element);
        case BOOLEANS -> {
          elements.add(element);
          consumed += element.positions().rank();
        }
        default -> {
          elements.add(element);
          consumed++;
        }
      }
    }
    int place = ellipsis < 0 ? elements.size() : ellipsis;
    for (int i = consumed; i < call.receiver().rank(); i++) {
      elements.add(place, new IndexElement(IndexElement.Kind.ALL, List.of(), null));
    }
    return elements;
  }

  private static List<Step> steps(Call call, Emitter out, List<IndexElement> elements) {
    List<Step> steps = new ArrayList<>();
    slices(call, out, elements, steps);
    int axis = call.receiver().rank();
    for (int i = elements.size() - 1; i >= 0; i--) {
      IndexElement element = elements.get(i);
      if (element.kind() == IndexElement.Kind.NEW_AXIS) {
        continue;
      }
      axis--;
      if (element.kind() == IndexElement.Kind.FIXED) {
        String position =
            out.sizes().scalar(call, (TracedDim) element.numbers().get(0), DataType.INT64);
        steps.add(Step.of("Gather", List.of(position), attribute("axis", axis)));
      } else if (element.kind() == IndexElement.Kind.TAKE) {
        String positions = out.cast(call, element.positions(), DataType.INT64);
        steps.add(Step.of("Gather", List.of(positions), attribute("axis", axis)));
      }
    }
    List<Long> added = new ArrayList<>();
    long place = 0;
    for (IndexElement element : elements) {
      switch (element.kind()) {
        case NEW_AXIS -> added.add(place++);
        case FIXED -> {}
        case TAKE -> place += element.positions().rank();
        default -> place++;
      }
    }
    if (!added.isEmpty()) {
      long[] axes = added.stream().mapToLong(Long::longValue).toArray();
      steps.add(Step.of("Unsqueeze", List.of(out.longs(axes))));
    }
    return steps;
  }

  private static void slices(
      Call call, Emitter out, List<IndexElement> elements, List<Step> steps) {
    List<TracedDim> starts = new ArrayList<>();
    List<TracedDim> ends = new ArrayList<>();
    List<TracedDim> strides = new ArrayList<>();
    List<Long> axes = new ArrayList<>();
    long axis = 0;
    for (IndexElement element : elements) {
      if (element.kind() == IndexElement.Kind.SLICE) {
        TracedDim like =
            (TracedDim) element.numbers().stream().filter(n -> n != null).findFirst().get();
        starts.add(orElse(element.numbers().get(0), like.withAll(0)));
        ends.add(orElse(element.numbers().get(1), like.withAll(Long.MAX_VALUE)));
        strides.add(orElse(element.numbers().get(2), like.withAll(1)));
        axes.add(axis);
      }
      if (element.kind() != IndexElement.Kind.NEW_AXIS) {
        axis++;
      }
    }
    if (axes.isEmpty()) {
      return;
    }
    List<String> inputs =
        new ArrayList<>(
            List.of(
                out.sizes().vector(call, starts),
                out.sizes().vector(call, ends),
                out.longs(axes.stream().mapToLong(Long::longValue).toArray())));
    if (strides.stream().anyMatch(stride -> !stride.isFixed() || stride.fixed() != 1)) {
      inputs.add(out.sizes().vector(call, strides));
    }
    steps.add(Step.of("Slice", inputs));
  }

  private static TracedDim orElse(Object size, TracedDim otherwise) {
    return size == null ? otherwise : (TracedDim) size;
  }

  private static void chain(Call call, Emitter out, List<Step> steps) {
    String current = out.name(call.receiver());
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      List<String> inputs = new ArrayList<>(List.of(current));
      inputs.addAll(step.inputs());
      if (i == steps.size() - 1) {
        out.result(call, step.operator(), inputs, step.attributes().toArray(AttributeProto[]::new));
      } else {
        current =
            out.node(
                call, step.operator(), inputs, step.attributes().toArray(AttributeProto[]::new));
      }
    }
    if (steps.isEmpty()) {
      out.same(call, current);
    }
  }

  /** Arrays of positions for the first axes, laid side by side. */
  private static void takeSeveral(Call call, Emitter out, List<IndexElement> elements) {
    List<String> columns = new ArrayList<>();
    List<TracedDim> shape = null;
    boolean behind = false;
    for (IndexElement element : elements) {
      if (element.kind() == IndexElement.Kind.TAKE && !behind) {
        Value positions = element.positions();
        if (shape != null && !shape.equals(positions.shape())) {
          throw call.refuse("arrays of positions need one shape to have an ONNX form");
        }
        shape = positions.shape();
        String column = out.cast(call, positions, DataType.INT64);
        columns.add(out.node(call, "Unsqueeze", List.of(column, out.longs(-1))));
      } else if (element.kind() == IndexElement.Kind.ALL) {
        behind = true;
      } else {
        throw call.refuse(
            "several arrays of positions have an ONNX form only for the first axes, with whole axes"
                + " behind them");
      }
    }
    String positions = out.node(call, "Concat", columns, attribute("axis", -1));
    out.result(call, "GatherND", List.of(out.name(call.receiver()), positions));
  }

  /** One number along an axis for each place: the positions stretched to the result's shape. */
  private static void pick(Call call, Emitter out, List<IndexElement> elements) {
    int axis = 0;
    while (elements.get(axis).kind() != IndexElement.Kind.PICK) {
      axis++;
    }
    Value positions = elements.get(axis).positions();
    String indices = out.cast(call, positions, DataType.INT64);
    List<TracedDim> shape = call.result().shape();
    if (!positions.shape().equals(shape)) {
      String target = ShapeRows.target(call, out, positions.shape(), shape);
      indices = out.node(call, "Reshape", List.of(indices, target));
    }
    out.result(
        call,
        "GatherElements",
        List.of(out.name(call.receiver()), indices),
        attribute("axis", axis));
  }

  private static void masked(Call call, Emitter out, Value mask) {
    String places = out.node(call, "NonZero", List.of(out.cast(call, mask, DataType.BOOLEAN)));
    String rows =
        out.node(call, "Transpose", List.of(places), attribute("perm", new long[] {1, 0}));
    out.result(call, "GatherND", List.of(out.name(call.receiver()), rows));
  }

  /** Arguments: receiver, mask, axis. */
  private static void booleanMask(Call call, Emitter out) {
    Value mask = call.value(1);
    if (mask.rank() != call.receiver().rank()) {
      throw call.refuse(
          "only a mask of the array's own shape has an ONNX form; broadcast it first");
    }
    masked(call, out, mask);
  }

  private static void nonzero(Call call, Emitter out) {
    String places = out.node(call, "NonZero", List.of(out.name(call.receiver())));
    out.result(call, "Transpose", List.of(places), attribute("perm", new long[] {1, 0}));
  }

  /** Arguments: receiver, positions, axis. */
  private static void gather(Call call, Emitter out) {
    out.result(
        call,
        "GatherElements",
        List.of(out.name(call.receiver()), out.cast(call, call.value(1), DataType.INT64)),
        attribute("axis", call.receiver().axis(call.fixed(2))));
  }

  /** DJL has the coordinates on the first axis, ONNX on the last. */
  private static void gatherNd(Call call, Emitter out) {
    Value positions = call.value(1);
    long[] order = new long[positions.rank()];
    for (int i = 0; i < order.length; i++) {
      order[i] = (i + 1L) % order.length;
    }
    String turned =
        out.node(
            call,
            "Transpose",
            List.of(out.cast(call, positions, DataType.INT64)),
            attribute("perm", order));
    out.result(call, "GatherND", List.of(out.name(call.receiver()), turned));
  }

  /** Positions in the flattened array. */
  private static void take(Call call, Emitter out) {
    Value positions = call.value(call.isValue(1) ? 1 : 2);
    String flat = out.node(call, "Reshape", List.of(out.name(call.receiver()), out.longs(-1)));
    out.result(
        call,
        "Gather",
        List.of(flat, out.cast(call, positions, DataType.INT64)),
        attribute("axis", 0));
  }

  /** Arguments: receiver, positions, values, axis. */
  private static void scatter(Call call, Emitter out) {
    out.result(
        call,
        "ScatterElements",
        List.of(
            out.name(call.receiver()),
            out.cast(call, call.value(1), DataType.INT64),
            out.cast(call, call.value(2), call.result().type())),
        attribute("axis", call.receiver().axis(call.fixed(3))));
  }

  /** Arguments: receiver, depth, element type. */
  private static void oneHot(Call call, Emitter out) {
    String values =
        out.constant(
            DataType.FLOAT32,
            new long[] {2},
            OnnxTypes.bytes(DataType.FLOAT32, 0, 1),
            "off and on");
    List<String> inputs =
        List.of(
            out.cast(call, call.receiver(), DataType.INT64),
            out.scalar(DataType.INT64, (double) call.fixed(1)),
            values);
    if (call.result().type() == DataType.FLOAT32) {
      out.result(call, "OneHot", inputs);
    } else {
      String hot = out.node(call, "OneHot", inputs);
      out.result(
          call,
          "Cast",
          List.of(hot),
          attribute("to", OnnxTypes.of(call.result().type()).getNumber()));
    }
  }

  /** Arguments: receiver, positions, table, how gradients are stored. */
  private static void embedding(Call call, Emitter out) {
    Value positions = call.value(1);
    String indices =
        positions.type() == DataType.INT32
            ? out.name(positions)
            : out.cast(call, positions, DataType.INT64);
    out.result(call, "Gather", List.of(out.name(call.value(2)), indices), attribute("axis", 0));
  }
}
