package io.edge4j.maven.export;

import ai.djl.ndarray.types.DataType;
import io.edge4j.maven.onnx.GraphBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns sizes that follow an input's into nodes that compute them when the model runs.
 *
 * <p>The traces give a size as one number for each run. The numbers of the runs are chosen so that
 * unrelated sizes differ, hence a size whose numbers are those of an array's axis is that axis.
 * What is no axis is sought as a product, quotient, sum or difference of axes and whole numbers,
 * and then as a division with remainder, a remainder, or a bound of a named axis.
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
      return emitter.node(
          call,
          "Gather",
          List.of(shape(call, axis.value()), emitter.longs(axis.axis())),
          GraphBuilder.attribute("axis", 0));
    }
    // One axis, scaled and shifted.
    for (TracedDim base : List.copyOf(axes.keySet())) {
      Affine affine = Affine.of(base, size);
      if (affine != null) {
        return emit(affine, call, element(call, base));
      }
    }
    // Two axes multiplied, added or subtracted, scaled and shifted.
    List<TracedDim> bases = List.copyOf(axes.keySet());
    for (int i = 0; i < bases.size(); i++) {
      for (int j = 0; j < bases.size(); j++) {
        for (Pair pair : Pair.values()) {
          Affine affine = Affine.of(pair.of(bases.get(i), bases.get(j)), size);
          if (affine != null) {
            String both =
                emitter.node(
                    call,
                    pair.operator,
                    List.of(element(call, bases.get(i)), element(call, bases.get(j))));
            return emit(affine, call, both);
          }
        }
      }
    }
    AxisForms.Found found = forms.find(size);
    if (found == null) {
      throw call.refuse(
          "a number follows the sizes of the inputs in a way that could not be told from the runs ("
              + AxisSizes.describe(size, call.runs())
              + "). Sums, products, divisions, remainders and bounds of sizes can be told; compute"
              + " anything else with arrays, or fix the axis it depends on");
    }
    String name = form(found.form(), call, element(call, forms.axis(found.axis())));
    return found.times() < 0
        ? name
        : emitter.node(call, "Mul", List.of(name, element(call, forms.axis(found.times()))));
  }

  private String form(SizeForm form, Call call, String base) {
    if (form instanceof SizeForm.Quotient quotient) {
      String whole =
          emit(new Affine(quotient.factor(), quotient.offset(), quotient.divisor()), call, base);
      return emit(new Affine(quotient.times(), quotient.shift(), 1), call, whole);
    }
    if (form instanceof SizeForm.Remainder remainder) {
      String moved = emit(new Affine(remainder.sign(), remainder.offset(), 1), call, base);
      String rest = emitter.node(call, "Mod", List.of(moved, emitter.longs(remainder.modulus())));
      return emit(new Affine(1, remainder.shift(), 1), call, rest);
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

  private String emit(Affine affine, Call call, String base) {
    String name = base;
    if (affine.factor() != 1) {
      name = emitter.node(call, "Mul", List.of(name, emitter.longs(affine.factor())));
    }
    if (affine.offset() != 0) {
      name = emitter.node(call, "Add", List.of(name, emitter.longs(affine.offset())));
    }
    if (affine.divisor() != 1) {
      name = emitter.node(call, "Div", List.of(name, emitter.longs(affine.divisor())));
    }
    return name;
  }

  /** {@code (base * factor + offset) / divisor}. */
  private record Affine(long factor, long offset, long divisor) {

    /** The one without remainder from base to size in all traces; null when there is none. */
    static @Nullable Affine of(TracedDim base, TracedDim size) {
      int traces = base.observed().size();
      for (int i = 1; i < traces; i++) {
        long rise = size.in(i) - size.in(0);
        long run = base.in(i) - base.in(0);
        if (run != 0) {
          long common = gcd(Math.abs(rise), Math.abs(run)) * Long.signum(run);
          long factor = rise / common;
          long divisor = run / common;
          long offset = size.in(0) * divisor - base.in(0) * factor;
          for (int j = 0; j < traces; j++) {
            if (base.in(j) * factor + offset != size.in(j) * divisor) {
              return null;
            }
          }
          return factor == 0 ? null : new Affine(factor, offset, divisor);
        }
      }
      return null;
    }

    private static long gcd(long a, long b) {
      return b == 0 ? a : gcd(b, a % b);
    }
  }

  private enum Pair {
    PRODUCT("Mul"),
    SUM("Add"),
    DIFFERENCE("Sub");

    private final String operator;

    Pair(String operator) {
      this.operator = operator;
    }

    TracedDim of(TracedDim a, TracedDim b) {
      List<Long> numbers = new ArrayList<>();
      for (int i = 0; i < a.observed().size(); i++) {
        long x = a.in(i);
        long y = b.in(i);
        numbers.add(
            switch (this) {
              case PRODUCT -> x * y;
              case SUM -> x + y;
              case DIFFERENCE -> x - y;
            });
      }
      return new TracedDim(numbers);
    }
  }
}
