package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folds batch normalization into the convolution before it: both are linear, so for inference one
 * convolution with other weights does the work of two operators.
 *
 * <p>{@code gamma * (conv(x, w) + b - mean) / sqrt(var + epsilon) + beta} is {@code conv(x, w * s)
 * + (b - mean) * s + beta} with {@code s = gamma / sqrt(var + epsilon)}, channel by channel.
 */
final class BatchNormFolding {
  private static final String CONVOLUTION = "NDArrayEx.convolution";
  private static final String BATCH_NORM = "NDArrayEx.batchNorm";

  private BatchNormFolding() {}

  /**
   * The same computation with as many normalizations folded as can be.
   *
   * @param manager owns the new weights
   */
  static TracedGraph fold(TracedGraph graph, NDManager manager) {
    Map<Value, Call> producers = new HashMap<>();
    Map<Value, Integer> uses = new HashMap<>();
    graph.outputs().forEach(output -> uses.merge(output, 1, Integer::sum));
    for (Call call : graph.calls()) {
      call.results().forEach(result -> producers.put(result, call));
      // The receiver of a layer is its input once more.
      Set<Value> used = Collections.newSetFromMap(new HashMap<>());
      call.arguments().forEach(argument -> collect(argument, used));
      used.forEach(value -> uses.merge(value, 1, Integer::sum));
    }
    List<Call> calls = new ArrayList<>();
    for (Call call : graph.calls()) {
      Call before = call.operation().equals(BATCH_NORM) ? producers.get(call.value(1)) : null;
      if (before != null
          && before.operation().equals(CONVOLUTION)
          && uses.getOrDefault(call.value(1), 0) == 1
          && areConstant(before, 2, 3)
          && areConstant(call, 2, 3, 4, 5)
          && (call.fixed(6) == -1 || call.fixed(6) == 1)) {
        calls.set(calls.indexOf(before), folded(before, call, manager));
      } else {
        calls.add(call);
      }
    }
    return new TracedGraph(graph.inputs(), calls, graph.outputs(), graph.swaps());
  }

  private static void collect(@Nullable Object argument, Set<Value> used) {
    if (argument instanceof Value value) {
      used.add(value);
    } else if (argument instanceof IndexElement element) {
      collect(element.array(), used);
    } else if (argument instanceof List<?> list) {
      list.forEach(element -> collect(element, used));
    }
  }

  private static boolean areConstant(Call call, int... arguments) {
    for (int argument : arguments) {
      if (call.has(argument) && !call.value(argument).isConstant()) {
        return false;
      }
    }
    return true;
  }

  private static Call folded(Call convolution, Call norm, NDManager manager) {
    NDArray weight = convolution.value(2).constant();
    NDArray mean = norm.value(2).constant();
    NDArray variance = norm.value(3).constant();
    long[] perChannel = new long[weight.getShape().dimension()];
    Arrays.fill(perChannel, 1);
    perChannel[0] = mean.size();
    NDArray newWeight;
    NDArray newBias;
    // The engine gives results to the manager of the array that was called: the block's own.
    try (NDManager steps = manager.newSubManager()) {
      NDArray deviation = in(steps, in(steps, variance.add(norm.real(8))).sqrt());
      NDArray gamma =
          norm.has(4) ? norm.value(4).constant() : steps.ones(mean.getShape(), mean.getDataType());
      NDArray scale = in(steps, gamma.div(deviation));
      NDArray centred =
          in(steps, convolution.has(3) ? convolution.value(3).constant().sub(mean) : mean.neg());
      NDArray scaled = in(steps, centred.mul(scale));
      newBias = in(manager, norm.has(5) ? scaled.add(norm.value(5).constant()) : scaled);
      newWeight = in(manager, weight.mul(in(steps, scale.reshape(perChannel))));
    }
    List<Object> arguments = new ArrayList<>(convolution.arguments());
    Value old = convolution.value(2);
    arguments.set(2, new Value(old.origin(), old.name(), old.type(), old.shape(), newWeight));
    arguments.set(
        3,
        new Value(
            old.origin(),
            convolution.path() + ".bias",
            old.type(),
            List.of(old.shape().get(0)),
            newBias));
    return new Call(
        convolution.operation(),
        arguments,
        norm.results(),
        convolution.path(),
        convolution.place());
  }

  private static NDArray in(NDManager owner, NDArray array) {
    array.attach(owner);
    return array;
  }
}
