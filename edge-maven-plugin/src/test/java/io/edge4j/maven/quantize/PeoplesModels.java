package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.body;
import static io.edge4j.maven.onnx.ModelFixture.longs;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.ModelFixture;
import java.util.List;
import java.util.Random;

/** Small models of kinds that people have, with weights of several distributions. */
final class PeoplesModels {

  /** Where weights lie. */
  enum Weights {
    NORMAL,
    /** Student's t with 3 degrees of freedom. */
    HEAVY_TAILED,
    ONE_SIDED,
    /** Each third column is one value, each seventh is zero. */
    CONSTANT_COLUMNS
  }

  /** What models are made of. */
  enum Kind {
    TIED_TABLE,
    TABLE_AT_THE_OUTPUT,
    MEAN_OF_A_TABLE,
    SMALL_CONVOLUTIONS,
    ENCODER_LAYER,
    IF,
    GRU,
    AUTOENCODER,
    TRANSPOSED,
    GEMM_FORMS,
    OLD_OPSET,
    VECTOR,
    STACKED,
    SEVERAL_READERS,
    EMPTY
  }

  private final Weights weights;
  private final Random random;

  PeoplesModels(Weights weights, long seed) {
    this.weights = weights;
    this.random = new Random(seed);
  }

  ModelFixture make(Kind kind) {
    return switch (kind) {
      case TIED_TABLE -> tiedTable();
      case TABLE_AT_THE_OUTPUT -> tableAtTheOutput();
      case MEAN_OF_A_TABLE -> meanOfTable();
      case SMALL_CONVOLUTIONS -> smallConvolutions();
      case ENCODER_LAYER -> encoderLayer();
      case IF -> branches();
      case GRU -> gru();
      case AUTOENCODER -> autoencoder();
      case TRANSPOSED -> transposed();
      case GEMM_FORMS -> gemmForms();
      case OLD_OPSET -> oldOpset();
      case VECTOR -> vector();
      case STACKED -> stacked();
      case SEVERAL_READERS -> severalReaders();
      case EMPTY -> empty();
    };
  }

  private ModelFixture tiedTable() {
    int rows = 40 + random.nextInt(60);
    return opset(17)
        .typedInput("ids", DataType.INT64_VALUE, 1, 8)
        .initializer(weight("table", rows, 48))
        .initializer(weight("w", 48, 48))
        .node("Gather", List.of("table", "ids"), List.of("e"))
        .node("MatMul", List.of("e", "w"), List.of("m"))
        .node("Tanh", List.of("m"), List.of("h"))
        .node("Transpose", List.of("table"), List.of("t"), attribute("perm", List.of(1L, 0L)))
        .node("MatMul", List.of("h", "t"), List.of("y"))
        .output("y", 1, 8, rows);
  }

  private ModelFixture tableAtTheOutput() {
    return opset(17)
        .typedInput("ids", DataType.INT64_VALUE, 1, 6)
        .initializer(weight("table", 60, 32))
        .node("Gather", List.of("table", "ids"), List.of("y"))
        .output("y", 1, 6, 32);
  }

  private ModelFixture meanOfTable() {
    return opset(17)
        .typedInput("ids", DataType.INT64_VALUE, 1, 6)
        .initializer(weight("table", 60, 32))
        .initializer(weight("w", 4, 32))
        .node("Gather", List.of("table", "ids"), List.of("e"))
        .node(
            "ReduceMean",
            List.of("e"),
            List.of("m"),
            attribute("axes", List.of(1L)),
            attribute("keepdims", 0))
        .node("Gemm", List.of("m", "w"), List.of("y"), attribute("transB", 1))
        .output("y", 1, 4);
  }

  private ModelFixture smallConvolutions() {
    int channels = 4 + random.nextInt(8);
    return opset(17)
        .input("x", 1, 3, 16, 16)
        .initializer(weight("k", channels, 3, 3, 3))
        .initializer(weight("w", 10, channels * 49L))
        .initializer(weight("b", 10))
        .node("Conv", List.of("x", "k"), List.of("c"))
        .node("Relu", List.of("c"), List.of("r"))
        .node(
            "MaxPool",
            List.of("r"),
            List.of("p"),
            attribute("kernel_shape", List.of(2L, 2L)),
            attribute("strides", List.of(2L, 2L)))
        .node("Flatten", List.of("p"), List.of("f"))
        .node("Gemm", List.of("f", "w", "b"), List.of("y"), attribute("transB", 1))
        .output("y", 1, 10);
  }

  /** Attention of one head, and what follows it. */
  private ModelFixture encoderLayer() {
    ModelFixture model = opset(17).input("x", 1, 6, 32);
    for (String name : List.of("q", "k", "v", "o")) {
      model.initializer(weight(name + "_w", 32, 32));
    }
    for (String name : List.of("q", "k", "v")) {
      model.node("MatMul", List.of("x", name + "_w"), List.of(name));
    }
    return model
        .initializer(weight("up", 32, 128))
        .initializer(weight("down", 128, 32))
        .node("Transpose", List.of("k"), List.of("k_t"), attribute("perm", List.of(0L, 2L, 1L)))
        .node("MatMul", List.of("q", "k_t"), List.of("scores"))
        .node("Softmax", List.of("scores"), List.of("shares"), attribute("axis", -1))
        .node("MatMul", List.of("shares", "v"), List.of("mixed"))
        .node("MatMul", List.of("mixed", "o_w"), List.of("attended"))
        .node("Add", List.of("x", "attended"), List.of("h"))
        .node("MatMul", List.of("h", "up"), List.of("wide"))
        .node("Relu", List.of("wide"), List.of("r"))
        .node("MatMul", List.of("r", "down"), List.of("narrow"))
        .node("Add", List.of("h", "narrow"), List.of("y"))
        .output("y", 1, 6, 32);
  }

  private ModelFixture branches() {
    ModelFixture yes =
        body("yes")
            .initializer(weight("u", 40, 9))
            .node("MatMul", List.of("h", "u"), List.of("a"))
            .output("a", 2, 9);
    ModelFixture no = body("no").node("MatMul", List.of("h", "v"), List.of("b")).output("b", 2, 9);
    return opset(17)
        .input("x", 2, 24)
        .typedInput("which", DataType.BOOL_VALUE)
        .initializer(weight("w", 24, 40))
        .initializer(weight("v", 40, 9))
        .node("MatMul", List.of("x", "w"), List.of("m"))
        .node("Relu", List.of("m"), List.of("h"))
        .node(
            "If",
            List.of("which"),
            List.of("y"),
            attribute("then_branch", yes),
            attribute("else_branch", no))
        .output("y", 2, 9);
  }

  private ModelFixture gru() {
    return opset(17)
        .input("x", 5, 1, 12)
        .initializer(weight("w", 1, 72, 12))
        .initializer(weight("r", 1, 72, 24))
        .initializer(weight("head", 24, 6))
        .node("GRU", List.of("x", "w", "r"), List.of("all", "last"), attribute("hidden_size", 24))
        .node("MatMul", List.of("last", "head"), List.of("y"))
        .output("y", 1, 1, 6);
  }

  private ModelFixture autoencoder() {
    return opset(17)
        .input("x", 1, 100)
        .initializer(weight("w", 16, 100))
        .initializer(weight("v", 100, 16))
        .node("Gemm", List.of("x", "w"), List.of("m"), attribute("transB", 1))
        .node("Relu", List.of("m"), List.of("code"))
        .node("Gemm", List.of("code", "v"), List.of("n"), attribute("transB", 1))
        .node("Sigmoid", List.of("n"), List.of("y"))
        .output("code", 1, 16)
        .output("y", 1, 100);
  }

  private ModelFixture transposed() {
    return opset(17)
        .input("x", 1, 70)
        .initializer(weight("stored", 30, 70))
        .constant("held", weight("", 30, 5))
        .node("Identity", List.of("stored"), List.of("same"))
        .node("Transpose", List.of("same"), List.of("t"), attribute("perm", List.of(1L, 0L)))
        .node("MatMul", List.of("x", "t"), List.of("m"))
        .node("Relu", List.of("m"), List.of("r"))
        .node("MatMul", List.of("r", "held"), List.of("y"))
        .output("y", 1, 5);
  }

  private ModelFixture gemmForms() {
    return opset(13)
        .input("x", 50, 4)
        .initializer(weight("w", 50, 30))
        .initializer(weight("b", 1, 30))
        .initializer(weight("v", 7, 30))
        .initializer(weight("c", 4, 1))
        .node(
            "Gemm",
            List.of("x", "w", "b"),
            List.of("m"),
            attribute("transA", 1),
            attribute("alpha", 2.5f),
            attribute("beta", 0.3f))
        .node("Relu", List.of("m"), List.of("r"))
        .node(
            "Gemm",
            List.of("r", "v", "c"),
            List.of("y"),
            attribute("transB", 1),
            attribute("alpha", 0.7f),
            attribute("beta", 1.5f))
        .output("y", 4, 7);
  }

  /** Initializers are inputs too, as IR version 3 asks for. */
  private ModelFixture oldOpset() {
    return opset(7)
        .input("x", 1, 45)
        .input("w", 45, 33)
        .input("v", 33, 7)
        .initializer(weight("w", 45, 33))
        .initializer(weight("v", 33, 7))
        .node("MatMul", List.of("x", "w"), List.of("m"))
        .node("Relu", List.of("m"), List.of("r"))
        .node("MatMul", List.of("r", "v"), List.of("y"))
        .output("y", 1, 7);
  }

  private ModelFixture vector() {
    return opset(17)
        .input("x", 3, 55)
        .initializer(weight("w", 55, 40))
        .initializer(weight("v", 40))
        .node("MatMul", List.of("x", "w"), List.of("m"))
        .node("Relu", List.of("m"), List.of("r"))
        .node("MatMul", List.of("r", "v"), List.of("y"))
        .output("y", 3);
  }

  private ModelFixture stacked() {
    return opset(17)
        .input("x", 3, 5, 20)
        .initializer(weight("w", 3, 20, 12))
        .initializer(weight("v", 3, 8, 12))
        .node("MatMul", List.of("x", "w"), List.of("m"))
        .node("Tanh", List.of("m"), List.of("h"))
        .node("Transpose", List.of("v"), List.of("t"), attribute("perm", List.of(0L, 2L, 1L)))
        .node("MatMul", List.of("h", "t"), List.of("y"))
        .output("y", 3, 5, 8);
  }

  private ModelFixture severalReaders() {
    return opset(17)
        .input("x", 2, 36)
        .initializer(weight("w", 36, 36))
        .node("MatMul", List.of("x", "w"), List.of("m"))
        .node("Tanh", List.of("m"), List.of("h"))
        .node("Gemm", List.of("h", "w"), List.of("y"), attribute("transB", 1))
        .node("MatMul", List.of("h", "w"), List.of("z"))
        .node("ReduceMax", List.of("w"), List.of("largest"), attribute("keepdims", 0))
        .output("y", 2, 36)
        .output("z", 2, 36)
        .output("largest");
  }

  private ModelFixture empty() {
    return opset(17)
        .input("x", 2, 16)
        .initializer(tensor("none", new float[0], 16, 0))
        .initializer(weight("w", 16, 9))
        .initializer(longs("shape", new long[] {2, 9}, 2))
        .node("MatMul", List.of("x", "none"), List.of("m"))
        .node("MatMul", List.of("x", "w"), List.of("n"))
        .node("Concat", List.of("m", "n"), List.of("c"), attribute("axis", 1))
        .node("Reshape", List.of("c", "shape"), List.of("y"))
        .output("y", 2, 9);
  }

  private TensorProto weight(String name, long... dims) {
    int columns = (int) dims[dims.length - 1];
    int elements = 1;
    for (long dim : dims) {
      elements *= (int) dim;
    }
    double scale = 1 / Math.sqrt((double) elements / columns);
    float[] values = new float[elements];
    for (int i = 0; i < elements; i++) {
      values[i] = (float) (scale * drawn(i % columns));
    }
    return tensor(name, values, dims);
  }

  private double drawn(int column) {
    double value = random.nextGaussian();
    return switch (weights) {
      case NORMAL -> value;
      case HEAVY_TAILED -> value / Math.sqrt((square() + square() + square()) / 3);
      case ONE_SIDED -> Math.abs(value) + 0.2;
      case CONSTANT_COLUMNS -> column % 7 == 6 ? 0 : column % 3 == 2 ? 0.5 : value;
    };
  }

  private double square() {
    double value = random.nextGaussian();
    return value * value;
  }
}
