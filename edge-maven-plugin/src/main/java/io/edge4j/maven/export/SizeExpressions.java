package io.edge4j.maven.export;

import ai.djl.ndarray.types.DataType;
import io.edge4j.maven.onnx.GraphBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns sizes that follow an input's into nodes that compute them when the model runs.
 *
 * <p>The traces give a size as one number for each run. The numbers of the runs are chosen so that
 * unrelated sizes differ, hence a size whose numbers are those of an array's axis is that axis.
 * What is no axis follows axes by a {@link SizeRule}.
 */
final class SizeExpressions {
  private record Axis(Value value, int axis) {}

  private final Emitter emitter;
  private final AxisForms forms;
  private final Map<TracedDim, Axis> axes = new LinkedHashMap<>();
  private final Map<Value, String> shapes = new HashMap<>();
  private final Map<TracedDim, String> emitted = new HashMap<>();

  SizeExpressions(Emitter emitter, AxisForms forms) {
    this.emitter = emitter;
    this.forms = forms;
  }

  /** From here on the value's axes can be asked for. */
  void available(Value value) {
    for (int i = 0; i < value.rank(); i++) {
      TracedDim size = value.shape().get(i);
      if (!size.isFixed()) {
        axes.putIfAbsent(size, new Axis(value, i));
        forms.available(size);
      }
    }
  }

  /** A one-dimensional int64 value with these sizes, a constant where they are fixed. */
  String vector(Call call, List<TracedDim> sizes) {
    if (sizes.stream().allMatch(TracedDim::isFixed)) {
      return emitter.longs(sizes.stream().mapToLong(TracedDim::fixed).toArray());
    }
    if (sizes.size() == 1) {
      return element(call, sizes.get(0));
    }
    List<String> parts = new ArrayList<>();
    for (TracedDim size : sizes) {
      parts.add(element(call, size));
    }
    return emitter.node(call, "Concat", parts, GraphBuilder.attribute("axis", 0));
  }

  /** One size as a number without axes, of the given type. */
  String scalar(Call call, TracedDim size, DataType type) {
    if (size.isFixed()) {
      return emitter.scalar(type, size.fixed());
    }
    String flat = emitter.node(call, "Squeeze", List.of(element(call, size), emitter.longs(0)));
    return type == DataType.INT64
        ? flat
        : emitter.node(
            call,
            "Cast",
            List.of(flat),
            GraphBuilder.attribute("to", OnnxTypes.of(type).getNumber()));
  }

  /** One size as an int64 vector of one element. */
  private String element(Call call, TracedDim size) {
    if (size.isFixed()) {
      return emitter.longs(size.fixed());
    }
    String known = emitted.get(size);
    if (known == null) {
      known = expression(call, size);
      emitted.put(size, known);
    }
    return known;
  }

  private String expression(Call call, TracedDim size) {
    Axis axis = axes.get(size);
    if (axis != null) {
      // What looks like an axis could be another number that was the same in all runs.
      forms.requireTold(call, size);
      return emitter.node(
          call,
          "Gather",
          List.of(shape(call, axis.value()), emitter.longs(axis.axis())),
          GraphBuilder.attribute("axis", 0));
    }
    SizeRule rule = forms.find(call, size);
    if (rule == null) {
      throw call.refuse(
          "a number follows the sizes of the inputs in a way that could not be told from the runs ("
              + AxisSizes.describe(size, call.runs())
              + "). Sums, products, divisions, remainders and bounds of sizes can be told; compute"
              + " anything else with arrays, or fix the axis it depends on");
    }
    String base = element(call, rule.base());
    if (rule.pair() != null && rule.other() != null) {
      List<String> both = List.of(base, element(call, rule.other()));
      base = emitter.node(call, rule.pair().operator(), both);
    }
    String name = form(rule.form(), call, base);
    return rule.times() == null
        ? name
        : emitter.node(call, "Mul", List.of(name, element(call, rule.times())));
  }

  private String form(SizeForm form, Call call, String base) {
    if (form instanceof SizeForm.Quotient quotient) {
      String whole = line(call, base, quotient.factor(), quotient.offset(), quotient.divisor());
      return line(call, whole, quotient.times(), quotient.shift(), 1);
    }
    if (form instanceof SizeForm.Remainder remainder) {
      String moved = line(call, base, remainder.sign(), remainder.offset(), 1);
      String rest = emitter.node(call, "Mod", List.of(moved, emitter.longs(remainder.modulus())));
      return line(call, rest, 1, remainder.shift(), 1);
    }
    SizeForm.Bounded bounded = (SizeForm.Bounded) form;
    return emitter.node(
        call,
        bounded.above() ? "Min" : "Max",
        List.of(form(bounded.inner(), call, base), emitter.longs(bounded.bound())));
  }

  private String shape(Call call, Value value) {
    String known = shapes.get(value);
    if (known == null) {
      known = emitter.node(call, "Shape", List.of(emitter.name(value)));
      shapes.put(value, known);
    }
    return known;
  }

  /** {@code (base * factor + offset) / divisor}. */
  private String line(Call call, String base, long factor, long offset, long divisor) {
    String name = base;
    if (factor != 1) {
      name = emitter.node(call, "Mul", List.of(name, emitter.longs(factor)));
    }
    if (offset != 0) {
      name = emitter.node(call, "Add", List.of(name, emitter.longs(offset)));
    }
    if (divisor != 1) {
      name = emitter.node(call, "Div", List.of(name, emitter.longs(divisor)));
    }
    return name;
  }
}
