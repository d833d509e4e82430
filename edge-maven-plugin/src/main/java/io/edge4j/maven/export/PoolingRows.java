package io.edge4j.maven.export;

import static io.edge4j.maven.onnx.GraphBuilder.attribute;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Pools over the axes behind batch and channel. */
final class PoolingRows {
  private PoolingRows() {}

  static List<OperatorRow> rows() {
    return List.of(
        OperatorRow.of("NDArrayEx.maxPool", "MaxPool", PoolingRows::maxPool),
        OperatorRow.of("NDArrayEx.avgPool", "AveragePool Pad", PoolingRows::avgPool),
        OperatorRow.of(
            "NDArrayEx.globalAvgPool", "GlobalAveragePool Flatten", global("GlobalAveragePool")),
        OperatorRow.of("NDArrayEx.globalMaxPool", "GlobalMaxPool Flatten", global("GlobalMaxPool")),
        OperatorRow.of("NDArrayEx.lpPool", "Pow AveragePool Mul", PoolingRows::lpPool),
        OperatorRow.of(
            "NDArrayEx.globalLpPool",
            "Pow GlobalAveragePool Mul Flatten",
            PoolingRows::globalLpPool));
  }

  /** Arguments: receiver, kernel, stride, padding, ceiling mode. */
  private static void maxPool(Call call, Emitter out) {
    Window window = new Window(call, 1);
    out.result(
        call,
        "MaxPool",
        List.of(out.name(call.receiver())),
        window.attributes(window.padding, window.endPadding(window.padding)));
  }

  /**
   * Arguments: receiver, kernel, stride, padding, ceiling mode, padding counted. The engine counts
   * padding in every case (DJL 0.36 does not pass the last argument on), but never what a last
   * window covers beyond it.
   */
  private static void avgPool(Call call, Emitter out) {
    Window window = new Window(call, 1);
    long[] none = new long[window.padding.length];
    long[] beyond = Arrays.copyOf(window.endPadding(window.padding), none.length);
    for (int i = 0; i < none.length; i++) {
      beyond[i] -= window.padding[i];
    }
    boolean exact = Arrays.equals(beyond, none) && !window.attributeForCeiling();
    String input = out.name(call.receiver());
    if (exact) {
      List<AttributeProto> attributes =
          new ArrayList<>(List.of(window.attributes(window.padding, window.padding)));
      if (!Arrays.equals(window.padding, none)) {
        attributes.add(attribute("count_include_pad", 1));
      }
      out.result(call, "AveragePool", List.of(input), attributes.toArray(AttributeProto[]::new));
      return;
    }
    if (!Arrays.equals(window.padding, none)) {
      input = window.padded(out, input);
    }
    out.result(call, "AveragePool", List.of(input), window.attributes(none, beyond));
  }

  /**
   * Arguments: receiver, exponent, kernel, stride, padding, ceiling mode. Built as PyTorch builds
   * it, from an average: ONNX's LpPool takes absolute values first, PyTorch does not.
   */
  private static void lpPool(Call call, Emitter out) {
    DataType type = call.result().type();
    Window window = new Window(call, 2);
    String power = power(call, out);
    String mean =
        out.node(
            call,
            "AveragePool",
            List.of(power),
            window.attributes(window.padding, window.endPadding(window.padding)));
    String sum =
        out.node(call, "Mul", List.of(mean, out.scalar(type, (double) volume(window.kernel))));
    out.result(call, "Pow", List.of(sum, out.scalar(type, 1 / call.real(1))));
  }

  /** Arguments: receiver, exponent. */
  private static void globalLpPool(Call call, Emitter out) {
    DataType type = call.result().type();
    long[] kernel =
        call.receiver().shape().stream()
            .skip(2)
            .mapToLong(size -> requireFixed(call, size))
            .toArray();
    String mean = out.node(call, "GlobalAveragePool", List.of(power(call, out)));
    String sum = out.node(call, "Mul", List.of(mean, out.scalar(type, (double) volume(kernel))));
    String root = out.node(call, "Pow", List.of(sum, out.scalar(type, 1 / call.real(1))));
    out.result(call, "Flatten", List.of(root));
  }

  private static String power(Call call, Emitter out) {
    DataType type = call.result().type();
    return out.node(
        call, "Pow", List.of(out.name(call.receiver()), out.scalar(type, call.real(1))));
  }

  private static long requireFixed(Call call, TracedDim size) {
    if (!size.isFixed()) {
      throw call.refuse("a norm over axes of free size has no ONNX form here; fix those axes");
    }
    return size.fixed();
  }

  private static long volume(long[] kernel) {
    return Arrays.stream(kernel).reduce(1, (a, b) -> a * b);
  }

  /** The window that a pool moves over the axes behind batch and channel. */
  private static final class Window {
    private final Call call;
    private final long[] kernel;
    private final long[] stride;
    private final long[] padding;
    private final boolean ceiling;

    /** Reads kernel, stride, padding and ceiling mode from the argument on. */
    Window(Call call, int first) {
      this.call = call;
      this.kernel = call.fixedAll(first);
      this.stride = call.fixedAll(first + 1);
      long[] given = call.fixedAll(first + 2);
      this.padding = given.length == 0 ? new long[kernel.length] : given;
      this.ceiling = call.flag(first + 3);
    }

    /** Whether only the attribute can say that a last window may reach beyond the input. */
    boolean attributeForCeiling() {
      return ceiling && !sizesAreFixed();
    }

    private boolean sizesAreFixed() {
      return call.receiver().shape().stream().skip(2).allMatch(TracedDim::isFixed);
    }

    /**
     * Padding behind each axis so that the windows are as many as the result has places. Runtimes
     * disagree on {@code ceil_mode}; they agree on padding.
     */
    long[] endPadding(long[] beginPadding) {
      long[] end = padding.clone();
      if (ceiling && sizesAreFixed()) {
        for (int i = 0; i < end.length; i++) {
          long from = call.receiver().shape().get(i + 2).fixed();
          long to = call.result().shape().get(i + 2).fixed();
          end[i] = Math.max(padding[i], (to - 1) * stride[i] + kernel[i] - from - beginPadding[i]);
        }
      }
      return end;
    }

    AttributeProto[] attributes(long[] begin, long[] end) {
      long[] pads = Arrays.copyOf(begin, begin.length * 2);
      System.arraycopy(end, 0, pads, begin.length, end.length);
      List<AttributeProto> attributes = new ArrayList<>();
      attributes.add(attribute("kernel_shape", kernel));
      LayerRows.addUnless(attributes, "strides", stride, 1);
      LayerRows.addUnless(attributes, "pads", pads, 0);
      if (attributeForCeiling()) {
        attributes.add(attribute("ceil_mode", 1));
      }
      return attributes.toArray(AttributeProto[]::new);
    }

    /** The input with zeros around it, which then count like its own numbers. */
    String padded(Emitter out, String input) {
      int rank = call.receiver().rank();
      long[] pads = new long[2 * rank];
      System.arraycopy(padding, 0, pads, 2, padding.length);
      System.arraycopy(padding, 0, pads, rank + 2, padding.length);
      return out.node(call, "Pad", List.of(input, out.longs(pads)));
    }
  }

  private static OperatorRow.Emission global(String operator) {
    return (call, out) -> {
      String pooled = out.node(call, operator, List.of(out.name(call.receiver())));
      out.result(call, "Flatten", List.of(pooled));
    };
  }
}
