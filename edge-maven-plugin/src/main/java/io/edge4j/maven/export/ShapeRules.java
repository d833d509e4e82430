package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows the shape that an operation returns without computing it, for the operations in which
 * networks spend their time. A run that is only wanted for its shapes is then cheap, however large
 * they are. Runs that compute check the rules; one that is wrong once is never used.
 */
final class ShapeRules {
  private static final Set<String> SAME =
      Set.of(
          "NDArrayEx.relu",
          "NDArrayEx.sigmoid",
          "NDArrayEx.tanh",
          "NDArray.tanh",
          "NDArrayEx.softSign",
          "NDArrayEx.softPlus",
          "NDArrayEx.leakyRelu",
          "NDArrayEx.elu",
          "NDArrayEx.selu",
          "NDArrayEx.gelu",
          "NDArray.softmax",
          "NDArray.logSoftmax",
          "NDArray.neg",
          "NDArray.abs",
          "NDArray.sqrt",
          "NDArray.square",
          "NDArray.exp",
          "NDArray.log",
          "NDArray.clip");

  /** The first argument's shape is the result's. */
  private static final Set<String> SAME_AS_ARGUMENT =
      Set.of("NDArrayEx.batchNorm", "NDArrayEx.layerNorm", "NDArrayEx.dropout");

  private static final Set<String> BROADCASTING =
      Set.of(
          "NDArray.add",
          "NDArray.sub",
          "NDArray.mul",
          "NDArray.div",
          "NDArray.maximum",
          "NDArray.minimum");

  private final Set<String> wrong = new HashSet<>();

  /**
   * The shape of the result, whose type is the receiver's; null where only the engine knows it, or
   * would refuse the call.
   */
  @Nullable Shape of(String operation, NDArray receiver, Object[] arguments) {
    if (wrong.contains(operation) || !receiver.getDataType().isFloating()) {
      return null;
    }
    if (SAME.contains(operation)) {
      return receiver.getShape();
    }
    if (SAME_AS_ARGUMENT.contains(operation)) {
      return ((NDArray) arguments[0]).getShape();
    }
    if (BROADCASTING.contains(operation)) {
      return broadcast(receiver, arguments[0]);
    }
    return switch (operation) {
      case "NDArrayEx.convolution" -> convolution(arguments);
      case "NDArrayEx.linear" -> linear(arguments);
      case "NDArrayEx.maxPool", "NDArrayEx.avgPool" -> pool(receiver.getShape(), arguments);
      case "NDArrayEx.globalAvgPool", "NDArrayEx.globalMaxPool" ->
          receiver.getShape().dimension() < 3 ? null : receiver.getShape().slice(0, 2);
      case "NDArray.matMul" -> matMul(receiver, (NDArray) arguments[0]);
      default -> null;
    };
  }

  /** Compares what the rule says with what the engine did. */
  void check(String operation, NDArray receiver, Object[] arguments, @Nullable Object result) {
    Shape expected = of(operation, receiver, arguments);
    // The engine answers a layer with a list of one.
    Object single = result instanceof NDList list && list.size() == 1 ? list.head() : result;
    if (expected != null
        && !(single instanceof NDArray array
            && array.getShape().equals(expected)
            && array.getDataType() == receiver.getDataType())) {
      wrong.add(operation);
    }
  }

  private static @Nullable Shape broadcast(NDArray a, Object b) {
    if (!(b instanceof NDArray other)) {
      return b instanceof Number ? a.getShape() : null;
    }
    if (other.getDataType() != a.getDataType()) {
      return null;
    }
    return broadcast(a.getShape(), other.getShape());
  }

  private static @Nullable Shape broadcast(Shape a, Shape b) {
    int rank = Math.max(a.dimension(), b.dimension());
    long[] sizes = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long x = i <= a.dimension() ? a.get(a.dimension() - i) : 1;
      long y = i <= b.dimension() ? b.get(b.dimension() - i) : 1;
      if (x != y && x != 1 && y != 1) {
        return null;
      }
      sizes[rank - i] = x == 1 ? y : x;
    }
    return new Shape(sizes);
  }

  /** Arguments: input, weight, bias, stride, padding, dilation, groups. */
  private static @Nullable Shape convolution(Object[] arguments) {
    Shape input = ((NDArray) arguments[0]).getShape();
    Shape weight = ((NDArray) arguments[1]).getShape();
    Shape stride = (Shape) arguments[3];
    Shape padding = (Shape) arguments[4];
    Shape dilation = (Shape) arguments[5];
    if (input.dimension() != weight.dimension()
        || input.get(1) != weight.get(1) * (Integer) arguments[6]) {
      return null;
    }
    long[] sizes = input.getShape().clone();
    sizes[1] = weight.get(0);
    for (int i = 2; i < sizes.length; i++) {
      long window = dilation.get(i - 2) * (weight.get(i) - 1) + 1;
      sizes[i] = places(sizes[i], window, stride.get(i - 2), padding.get(i - 2));
      if (sizes[i] < 1) {
        return null;
      }
    }
    return new Shape(sizes);
  }

  /** Arguments: input, weight of shape [out, in], bias. */
  private static @Nullable Shape linear(Object[] arguments) {
    Shape input = ((NDArray) arguments[0]).getShape();
    Shape weight = ((NDArray) arguments[1]).getShape();
    if (weight.dimension() != 2
        || input.dimension() < 1
        || input.get(input.dimension() - 1) != weight.get(1)) {
      return null;
    }
    long[] sizes = input.getShape().clone();
    sizes[sizes.length - 1] = weight.get(0);
    return new Shape(sizes);
  }

  /** Arguments: kernel, stride, padding, ceiling mode. */
  private static @Nullable Shape pool(Shape input, Object[] arguments) {
    Shape kernel = (Shape) arguments[0];
    Shape stride = (Shape) arguments[1];
    Shape padding = (Shape) arguments[2];
    if ((Boolean) arguments[3]
        || input.dimension() != kernel.dimension() + 2
        || stride.dimension() != kernel.dimension()
        || padding.dimension() != kernel.dimension()) {
      return null;
    }
    long[] sizes = input.getShape().clone();
    for (int i = 2; i < sizes.length; i++) {
      sizes[i] = places(sizes[i], kernel.get(i - 2), stride.get(i - 2), padding.get(i - 2));
      if (sizes[i] < 1) {
        return null;
      }
    }
    return new Shape(sizes);
  }

  private static long places(long size, long window, long stride, long padding) {
    return Math.floorDiv(size + 2 * padding - window, stride) + 1;
  }

  private static @Nullable Shape matMul(NDArray a, NDArray b) {
    Shape x = a.getShape();
    Shape y = b.getShape();
    if (x.dimension() < 2
        || y.dimension() < 2
        || a.getDataType() != b.getDataType()
        || x.get(x.dimension() - 1) != y.get(y.dimension() - 2)) {
      return null;
    }
    Shape batch = broadcast(x.slice(0, x.dimension() - 2), y.slice(0, y.dimension() - 2));
    return batch == null ? null : batch.add(x.get(x.dimension() - 2), y.get(y.dimension() - 1));
  }
}
