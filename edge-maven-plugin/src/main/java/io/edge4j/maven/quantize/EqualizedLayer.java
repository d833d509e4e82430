package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Constant;
import io.edge4j.maven.onnx.Constants;
import io.edge4j.maven.onnx.Graph;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Node;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A layer with a constant weight whose channels are divided and multiplied by factors: {@code
 * layer(x, w)} becomes {@code layer(x / in, w * in / out)} with {@code bias / out}, which gives the
 * old result divided by {@code out}.
 */
final class EqualizedLayer {
  private static final Set<String> CONVOLUTIONS = Set.of("Conv", "ConvTranspose");
  private static final Set<String> PRODUCTS = Set.of("Gemm", "MatMul");

  private final Node node;
  private final Initializer weight;
  private final @Nullable Initializer bias;
  private final int rows;
  private final int columns;
  private final int groups;

  /** The largest magnitude of each row and column over the positions of the kernel. */
  private final float[] peaks;

  private final double[] in;
  private final double[] out;

  private EqualizedLayer(Node node, Initializer weight, @Nullable Initializer bias, int groups)
      throws IOException {
    this.node = node;
    this.weight = weight;
    this.bias = bias;
    this.groups = groups;
    this.rows = Math.toIntExact(weight.dims().get(0));
    this.columns = Math.toIntExact(weight.dims().get(1));
    this.peaks = new float[rows * columns];
    this.in = new double[inputs()];
    this.out = new double[outputs()];
    Arrays.fill(in, 1);
    Arrays.fill(out, 1);
    float[] values = weight.floats();
    int inner = values.length / peaks.length;
    for (int i = 0; i < values.length; i++) {
      // What is no number makes the peak no number, too.
      peaks[i / inner] = Math.max(peaks[i / inner], Math.abs(values[i]));
    }
  }

  /**
   * Reads a layer.
   *
   * @return null for other nodes, and where weight or bias is not one constant of this graph that
   *     nothing else reads
   */
  static @Nullable EqualizedLayer of(Graph graph, Node node, Constants constants, ReadCounts reads)
      throws IOException {
    boolean convolution = CONVOLUTIONS.contains(node.opType());
    if (!node.domain().isEmpty() || !(convolution || PRODUCTS.contains(node.opType()))) {
      return null;
    }
    Initializer weight = own(graph, node.input(1), constants, reads);
    if (weight == null
        || weight.elements() == 0
        || weight.elements() > Integer.MAX_VALUE
        || (convolution ? weight.rank() < 3 : weight.rank() != 2)
        || node.integer("transA", 0) != 0) {
      return null;
    }
    long groups = convolution ? node.integer("group", 1) : 1;
    if (groups < 1 || weight.dims().get(0) % groups != 0) {
      return null;
    }
    Initializer bias = null;
    if (!node.input(2).isEmpty()) {
      bias = own(graph, node.input(2), constants, reads);
      if (bias == null) {
        return null;
      }
    }
    EqualizedLayer layer = new EqualizedLayer(node, weight, bias, (int) groups);
    boolean onePerChannel =
        bias == null
            || (bias.rank() > 0
                && bias.elements() == layer.outputs()
                && bias.dims().get(bias.rank() - 1) == layer.outputs());
    return onePerChannel && layer.isFinite() ? layer : null;
  }

  /** A float constant that only one node reads. */
  private static @Nullable Initializer own(
      Graph graph, String value, Constants constants, ReadCounts reads) {
    Constant constant = constants.find(graph, value);
    return constant == null
            || constant.transposed()
            || constant.overridable()
            || constant.home() != graph
            || !constant.tensor().isFloat()
            || !reads.isReadOnce(value)
            || !reads.isReadOnce(constant.tensor().name())
        ? null
        : constant.tensor();
  }

  private boolean isFinite() throws IOException {
    for (float peak : peaks) {
      if (!(peak <= Float.MAX_VALUE)) {
        return false;
      }
    }
    for (float value : bias == null ? new float[0] : bias.floats()) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  Node node() {
    return node;
  }

  /** Whether channels are axis 1 of what it reads and gives; otherwise they are the last axis. */
  boolean isSpatial() {
    return CONVOLUTIONS.contains(node.opType());
  }

  /** Of the weight, which is that of a convolution's values. */
  int rank() {
    return weight.rank();
  }

  int inputs() {
    return switch (node.opType()) {
      case "Conv" -> columns * groups;
      case "ConvTranspose" -> rows;
      default -> isTransposed() ? columns : rows;
    };
  }

  int outputs() {
    return switch (node.opType()) {
      case "Conv" -> rows;
      case "ConvTranspose" -> columns * groups;
      default -> isTransposed() ? rows : columns;
    };
  }

  private boolean isTransposed() {
    return node.integer("transB", 0) != 0;
  }

  private int input(int row, int column) {
    return switch (node.opType()) {
      case "Conv" -> row / (rows / groups) * columns + column;
      case "ConvTranspose" -> row;
      default -> isTransposed() ? column : row;
    };
  }

  private int output(int row, int column) {
    return switch (node.opType()) {
      case "Conv" -> row;
      case "ConvTranspose" -> row / (rows / groups) * columns + column;
      default -> isTransposed() ? row : column;
    };
  }

  /** The largest magnitude of the weights of each output channel, as they are scaled now. */
  float[] outputPeaks() {
    float[] found = new float[outputs()];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int to = output(row, column);
        found[to] = Math.max(found[to], scaled(row, column));
      }
    }
    return found;
  }

  /** The same of each input channel. */
  float[] inputPeaks() {
    float[] found = new float[inputs()];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int from = input(row, column);
        found[from] = Math.max(found[from], scaled(row, column));
      }
    }
    return found;
  }

  private float scaled(int row, int column) {
    return (float)
        (peaks[row * columns + column] * in[input(row, column)] / out[output(row, column)]);
  }

  /** Divides what the layer gives in a channel. */
  void divideOutput(int channel, double factor) {
    out[channel] *= factor;
  }

  /** Is ready for a channel that was divided by that factor. */
  void multiplyInput(int channel, double factor) {
    in[channel] *= factor;
  }

  /** The weight with all factors in it. */
  Initializer weight() throws IOException {
    float[] values = weight.floats();
    int inner = values.length / peaks.length;
    for (int i = 0; i < values.length; i++) {
      int row = i / inner / columns;
      int column = i / inner % columns;
      values[i] = (float) (values[i] * in[input(row, column)] / out[output(row, column)]);
    }
    return Initializer.ofFloats("", weight.dims(), values);
  }

  /** The bias with all factors in it; null where the layer has none. */
  @Nullable Initializer bias() throws IOException {
    if (bias == null) {
      return null;
    }
    float[] values = bias.floats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] / out[i]);
    }
    return Initializer.ofFloats("", List.copyOf(bias.dims()), values);
  }
}
