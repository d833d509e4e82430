package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.List;

/** Writing to part of an array: ONNX has values only, so the array is put together anew. */
final class AssignmentRow {
  private final Call call;
  private final Emitter out;
  private final DataType type;

  private AssignmentRow(Call call, Emitter out) {
    this.call = call;
    this.out = out;
    this.type = call.receiver().type();
  }

  /** Arguments: receiver, index or mask, an array or a number. */
  static void set(Call call, Emitter out) {
    new AssignmentRow(call, out).set();
  }

  private void set() {
    if (call.isValue(1)) {
      masked(call.value(1));
      return;
    }
    List<IndexElement> elements = IndexRows.withoutEllipsis(call);
    if (elements.get(0).kind() == IndexElement.Kind.BOOLEANS) {
      masked(elements.get(0).positions());
      return;
    }
    List<Region> regions = new ArrayList<>();
    List<Long> lost = new ArrayList<>();
    for (int axis = 0; axis < elements.size(); axis++) {
      IndexElement element = elements.get(axis);
      switch (element.kind()) {
        case ALL -> {}
        case FIXED -> {
          regions.add(Region.at(axis, position(element.numbers().get(0), axis)));
          lost.add((long) axis);
        }
        case SLICE -> regions.add(slice(element, axis));
        default ->
            throw call.refuse(
                "an assignment has an ONNX form for positions, slices and masks in the index, not"
                    + " for arrays of positions");
      }
    }
    String value = out.operand(call, 2, type);
    if (!lost.isEmpty() && call.isValue(2) && call.value(2).rank() > 0) {
      value = withAxes(value, call.value(2).rank(), lost);
    }
    String result = assigned(out.name(call.receiver()), regions, value);
    out.result(call, "Identity", List.of(result));
  }

  /** Where a region lies on its axis, counted from the front. */
  private record Region(int axis, long begin, long end) {
    static Region at(int axis, long position) {
      return new Region(axis, position, position + 1);
    }
  }

  private Region slice(IndexElement element, int axis) {
    Object step = element.numbers().get(2);
    if (step != null && ((TracedDim) step).fixed() != 1) {
      throw call.refuse("an assignment to every other element has no ONNX form here");
    }
    Object begin = element.numbers().get(0);
    Object end = element.numbers().get(1);
    return new Region(
        axis,
        begin == null ? 0 : position(begin, axis),
        end == null ? Long.MAX_VALUE : position(end, axis));
  }

  private long position(Object number, int axis) {
    TracedDim size = (TracedDim) number;
    TracedDim length = call.receiver().shape().get(axis);
    if (!size.isFixed() || (size.fixed() < 0 && !length.isFixed())) {
      throw call.refuse(
          "an assignment to a place that follows the size of an input has no ONNX form here; fix"
              + " that axis, or build the array with concat");
    }
    return size.fixed() < 0 ? size.fixed() + length.fixed() : size.fixed();
  }

  private String withAxes(String value, int rank, List<Long> lost) {
    // Axes that a position removed come back with a size of one, counted from the back.
    int full = call.receiver().rank();
    List<Long> axes = lost.stream().filter(axis -> axis >= full - lost.size() - rank).toList();
    long[] places = axes.stream().mapToLong(axis -> axis - full).toArray();
    return out.node(call, "Unsqueeze", List.of(value, out.longs(places)));
  }

  private String assigned(String array, List<Region> regions, String value) {
    if (regions.isEmpty()) {
      String shape = out.node(call, "Shape", List.of(array));
      return out.node(call, "Expand", List.of(value, shape));
    }
    Region region = regions.get(0);
    List<String> parts = new ArrayList<>();
    if (region.begin() > 0) {
      parts.add(part(array, region.axis(), 0, region.begin()));
    }
    String middle = part(array, region.axis(), region.begin(), region.end());
    parts.add(assigned(middle, regions.subList(1, regions.size()), value));
    if (region.end() != Long.MAX_VALUE) {
      parts.add(part(array, region.axis(), region.end(), Long.MAX_VALUE));
    }
    return out.node(call, "Concat", parts, attribute("axis", region.axis()));
  }

  private String part(String array, int axis, long begin, long end) {
    return out.node(
        call, "Slice", List.of(array, out.longs(begin), out.longs(end), out.longs(axis)));
  }

  private void masked(Value mask) {
    if (call.isValue(2) && call.value(2).shape().stream().anyMatch(s -> !isOne(s))) {
      throw call.refuse(
          "an assignment by mask has an ONNX form for a single number; use where() for arrays");
    }
    String condition = out.cast(call, mask, DataType.BOOLEAN);
    int missing = call.receiver().rank() - mask.rank();
    if (missing > 0) {
      long[] behind = new long[missing];
      for (int i = 0; i < missing; i++) {
        behind[i] = (long) mask.rank() + i;
      }
      condition = out.node(call, "Unsqueeze", List.of(condition, out.longs(behind)));
    }
    out.result(
        call, "Where", List.of(condition, out.operand(call, 2, type), out.name(call.receiver())));
  }

  private static boolean isOne(TracedDim size) {
    return size.isFixed() && size.fixed() == 1;
  }
}
