package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays traces of one block over each other. They were made with different inputs and different
 * sizes: where they differ in numbers, those follow a size; where they differ in anything else, the
 * block decides by values or sizes what it computes, and no single graph is true to it.
 */
final class TraceMerger {
  private static final Set<String> SWAPS = Set.of("NDArray.transpose", "NDArray.swapAxes");

  private final List<Trace> traces;
  private final Trace first;
  private final Map<Integer, Value> values = new HashMap<>();

  private TraceMerger(List<Trace> traces) {
    this.traces = traces;
    this.first = traces.get(0);
  }

  /**
   * @param traces at least two
   * @throws UnsupportedCall when the traces tell of different computations
   */
  static TracedGraph merge(List<Trace> traces) {
    return new TraceMerger(traces).merge();
  }

  /**
   * Requires that two runs with the same inputs made the same calls with the same numbers.
   *
   * @throws UnsupportedCall when they did not
   */
  static void requireSame(Trace first, Trace again) {
    TraceMerger both = new TraceMerger(List.of(first, again));
    both.requireSameCalls();
    for (int i = 0; i < first.calls().size(); i++) {
      TracedCall call = first.calls().get(i);
      Call merged = both.call(i, call.results().stream().map(both::value).toList());
      if (!isFixed(merged.arguments()) || !isFixed(merged.results())) {
        throw UnsupportedCall.of(call.operation(), call.place(), "its numbers are others");
      }
    }
  }

  /** Whether the first difference of two runs is an axis of size one that DJL's code removed. */
  static boolean differsByRemovedAxis(Trace first, Trace other) {
    int calls = Math.min(first.calls().size(), other.calls().size());
    for (int i = 0; i < calls; i++) {
      TracedCall a = first.calls().get(i);
      TracedCall b = other.calls().get(i);
      if (!a.operation().equals(b.operation()) || a.results().size() != b.results().size()) {
        return false;
      }
      for (int r = 0; r < a.results().size(); r++) {
        if (a.results().get(r).shape().size() != b.results().get(r).shape().size()) {
          return a.operation().equals("NDArray.squeeze") && a.place().contains("(ai.djl.");
        }
      }
    }
    return false;
  }

  private static boolean isFixed(@Nullable Object argument) {
    if (argument instanceof TracedDim size) {
      return size.observed().stream().distinct().count() == 1;
    }
    if (argument instanceof Value value) {
      return isFixed(value.shape());
    }
    if (argument instanceof IndexElement element) {
      return isFixed(element.numbers());
    }
    return !(argument instanceof List<?> list) || list.stream().allMatch(TraceMerger::isFixed);
  }

  private TracedGraph merge() {
    requireSameCalls();
    List<Value> inputs = first.inputs().stream().map(this::value).toList();
    List<Value> outputs = first.outputs().stream().map(this::value).toList();
    Set<Value> needed = new HashSet<>(outputs);
    List<Call> calls = new ArrayList<>();
    List<Call> swaps = new ArrayList<>();
    for (int i = first.calls().size() - 1; i >= 0; i--) {
      TracedCall traced = first.calls().get(i);
      List<Value> results = traced.results().stream().map(this::value).toList();
      if (results.stream().noneMatch(needed::contains)) {
        continue;
      }
      if (results.stream().anyMatch(r -> needed.contains(r) && !r.isConstant())) {
        Call call = call(i, results);
        call.arguments().forEach(argument -> collect(argument, needed));
        calls.add(0, call);
      } else if (SWAPS.contains(traced.operation()) && isParameter(traced.arguments().get(0))) {
        swaps.add(call(i, results));
      }
    }
    return new TracedGraph(inputs, calls, outputs, swaps);
  }

  private Call call(int index, List<Value> results) {
    TracedCall traced = first.calls().get(index);
    List<Object> arguments = new ArrayList<>();
    for (int j = 0; j < traced.arguments().size(); j++) {
      int argument = j;
      List<Object> seen =
          traces.stream().map(t -> t.calls().get(index).arguments().get(argument)).toList();
      arguments.add(argument(seen, traced));
    }
    return new Call(
        traced.operation(),
        arguments,
        results,
        traced.path(),
        traced.place(),
        traces.stream().map(Trace::axisSizes).toList());
  }

  private static boolean isParameter(Object argument) {
    return argument instanceof TracedArray array && array.origin() == TracedArray.Origin.PARAMETER;
  }

  private static void collect(@Nullable Object argument, Set<Value> needed) {
    if (argument instanceof Value value) {
      needed.add(value);
    } else if (argument instanceof IndexElement element) {
      collect(element.array(), needed);
    } else if (argument instanceof List<?> list) {
      list.forEach(element -> collect(element, needed));
    }
  }

  private void requireSameCalls() {
    for (Trace other : traces) {
      for (int i = 0; i < Math.max(first.calls().size(), other.calls().size()); i++) {
        if (i >= first.calls().size() || i >= other.calls().size()) {
          List<TracedCall> longer = i < first.calls().size() ? first.calls() : other.calls();
          throw different(other, longer.get(i), "is made in one run and not in another");
        }
        TracedCall a = first.calls().get(i);
        TracedCall b = other.calls().get(i);
        if (!a.operation().equals(b.operation())
            || a.arguments().size() != b.arguments().size()
            || a.results().size() != b.results().size()) {
          throw different(
              other, a, "stands where another run calls " + b.operation() + " at " + b.place());
        }
        for (int r = 0; r < a.results().size(); r++) {
          if (a.results().get(r).shape().size() != b.results().get(r).shape().size()) {
            throw different(other, a, "returns another number of axes in another run");
          }
          if (a.results().get(r).id() != b.results().get(r).id()) {
            throw different(other, a, "meets other arrays in another run");
          }
        }
      }
      if (first.outputs().size() != other.outputs().size()) {
        throw new UnsupportedCall(
            "the block returns "
                + first.outputs().size()
                + " arrays in one run and "
                + other.outputs().size()
                + " in another ("
                + first.axisSizes().against(other.axisSizes())
                + "): "
                + CONTROL_FLOW);
      }
      for (int i = 0; i < first.outputs().size(); i++) {
        if (first.outputs().get(i).id() != other.outputs().get(i).id()) {
          throw new UnsupportedCall(
              "output "
                  + i
                  + " comes from another operation in another run ("
                  + first.axisSizes().against(other.axisSizes())
                  + "): "
                  + CONTROL_FLOW);
        }
      }
    }
  }

  private static final String CONTROL_FLOW =
      "what the block computes is decided in Java by values or sizes. Express the choice inside the"
          + " arrays, with where() and arithmetic, or fix the size it depends on";

  private UnsupportedCall different(Trace other, TracedCall call, String how) {
    return UnsupportedCall.of(
        call.operation(),
        call.place(),
        "it " + how + " (" + first.axisSizes().against(other.axisSizes()) + "): " + CONTROL_FLOW);
  }

  private Value value(TracedArray array) {
    Value known = values.get(array.id());
    if (known != null) {
      return known;
    }
    List<TracedArray> all = traces.stream().map(t -> t.arrays().get(array.id())).toList();
    List<TracedDim> shape = new ArrayList<>();
    for (int axis = 0; axis < array.shape().size(); axis++) {
      int a = axis;
      boolean followsValues = all.stream().anyMatch(x -> x.valueSizes().axes().contains(a));
      shape.add(new TracedDim(all.stream().map(x -> x.shape().get(a)).toList(), followsValues));
    }
    boolean constant = !array.followsInput() && sameContent(all);
    Value value =
        new Value(
            array.origin(), array.name(), array.type(), shape, constant ? array.content() : null);
    values.put(array.id(), value);
    return value;
  }

  private static boolean sameContent(List<TracedArray> all) {
    NDArray first = all.get(0).content();
    for (TracedArray other : all) {
      if (other.content() == first) {
        continue;
      }
      if (first == null
          || other.content() == null
          || !other.shape().equals(all.get(0).shape())
          || other.type() != all.get(0).type()
          || !other.content().toByteBuffer().equals(first.toByteBuffer())) {
        return false;
      }
    }
    return true;
  }

  private Object argument(List<Object> seen, TracedCall call) {
    Object example = seen.get(0);
    if (example instanceof TracedArray array) {
      for (Object other : seen) {
        if (!(other instanceof TracedArray same) || same.id() != array.id()) {
          throw different(other(seen), call, "works on another array in another run");
        }
      }
      return value(array);
    }
    if (example instanceof Long) {
      return size(seen, call);
    }
    if (example instanceof long[] numbers) {
      List<Object> merged = new ArrayList<>();
      for (int i = 0; i < numbers.length; i++) {
        List<Object> column = new ArrayList<>();
        for (Object other : seen) {
          if (!(other instanceof long[] same) || same.length != numbers.length) {
            throw different(other(seen), call, "takes another number of sizes in another run");
          }
          column.add(same[i]);
        }
        merged.add(size(column, call));
      }
      return merged;
    }
    if (example instanceof IndexElement element) {
      return element(element, seen, call);
    }
    if (example instanceof List<?> list) {
      List<Object> merged = new ArrayList<>();
      for (int i = 0; i < list.size(); i++) {
        int index = i;
        for (Object other : seen) {
          if (!(other instanceof List<?> same) || same.size() != list.size()) {
            throw different(other(seen), call, "takes another number of arrays in another run");
          }
        }
        merged.add(
            argument(seen.stream().<Object>map(s -> ((List<?>) s).get(index)).toList(), call));
      }
      return merged;
    }
    if (seen.stream().allMatch(TraceMerger::isWholeNumber)
        && seen.stream().distinct().count() > 1) {
      // Java code that turned a size into a floating-point number.
      return new TracedDim(seen.stream().map(number -> ((Number) number).longValue()).toList());
    }
    if (seen.stream().anyMatch(other -> !Objects.equals(other, example))) {
      throw UnsupportedCall.of(
          call.operation(),
          call.place(),
          "an argument changes from run to run ("
              + changes(seen)
              + "): it follows a size or a value in a way that cannot be told from outside. Compute"
              + " it with arrays, or fix the size it depends on");
    }
    return example;
  }

  /** The first two that differ, with the sizes of their runs. */
  private String changes(List<Object> seen) {
    for (int i = 1; i < seen.size(); i++) {
      if (!Objects.equals(seen.get(i), seen.get(0))) {
        return seen.get(0)
            + " and "
            + seen.get(i)
            + " with "
            + first.axisSizes().against(traces.get(i).axisSizes());
      }
    }
    return seen.toString();
  }

  private IndexElement element(IndexElement element, List<Object> seen, TracedCall call) {
    for (Object other : seen) {
      if (((IndexElement) other).kind() != element.kind()) {
        throw different(other(seen), call, "indexes in another way in another run");
      }
    }
    List<Object> numbers = new ArrayList<>();
    for (int i = 0; i < element.numbers().size(); i++) {
      int index = i;
      numbers.add(
          argument(
              Arrays.asList(
                  seen.stream().map(s -> ((IndexElement) s).numbers().get(index)).toArray()),
              call));
    }
    Object array =
        element.array() == null
            ? null
            : argument(seen.stream().map(s -> ((IndexElement) s).array()).toList(), call);
    return new IndexElement(element.kind(), numbers, array);
  }

  /** A run whose argument is of another kind than the first one's. */
  private Trace other(List<?> seen) {
    for (int i = 1; i < seen.size(); i++) {
      if (!kind(seen.get(i)).equals(kind(seen.get(0)))) {
        return traces.get(i);
      }
    }
    return traces.get(traces.size() - 1);
  }

  private static String kind(@Nullable Object argument) {
    if (argument instanceof TracedArray array) {
      return "array " + array.id();
    }
    if (argument instanceof IndexElement element) {
      return "index " + element.kind();
    }
    if (argument instanceof List<?> list) {
      return "list of " + list.size();
    }
    if (argument instanceof long[] numbers) {
      return "numbers " + numbers.length;
    }
    return argument == null ? "nothing" : argument.getClass().getName();
  }

  private static boolean isWholeNumber(Object number) {
    return (number instanceof Double || number instanceof Float)
        && ((Number) number).doubleValue() == Math.rint(((Number) number).doubleValue())
        && Math.abs(((Number) number).doubleValue()) < 1e15;
  }

  private TracedDim size(List<Object> seen, TracedCall call) {
    if (!seen.stream().allMatch(Long.class::isInstance)) {
      throw different(other(seen), call, "takes another kind of argument in another run");
    }
    return new TracedDim(seen.stream().map(Long.class::cast).toList());
  }
}
