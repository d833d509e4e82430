package io.edge4j.maven.onnx;

import static io.edge4j.maven.onnx.ModelFixture.attribute;
import static io.edge4j.maven.onnx.ModelFixture.longs;
import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Small models of the kinds that others bring, whose inputs are not one tensor of known size. */
public final class ForeignModels {
  /** Rows of the encoder's table; the first two hold zeros. */
  public static final int ROWS = 512;

  /** Values per token that the encoder gives. */
  public static final int WIDTH = 32;

  /** Classes of the classifier of texts. */
  public static final int CLASSES = 3;

  private ForeignModels() {}

  /** A classifier of texts: ids and a mask of one shape with two symbols. */
  public static Path textClassifier(Path file) throws IOException {
    ModelFixture model = opset(17);
    return model
        .symbolicInput("input_ids", DataType.INT64_VALUE, "batch", "sequence")
        .symbolicInput("attention_mask", DataType.INT64_VALUE, "batch", "sequence")
        .initializer(tensor("words", model.normal(ROWS, WIDTH), ROWS, WIDTH))
        .initializer(longs("last", new long[] {2}, 1))
        .weight("w", WIDTH, WIDTH)
        .weight("v", WIDTH, CLASSES)
        .node("Gather", List.of("words", "input_ids"), List.of("a"))
        .node(
            "Cast", List.of("attention_mask"), List.of("m"), attribute("to", DataType.FLOAT_VALUE))
        .node("Unsqueeze", List.of("m", "last"), List.of("mm"))
        .node("Mul", List.of("a", "mm"), List.of("b"))
        .node("MatMul", List.of("b", "w"), List.of("c"))
        .node("Relu", List.of("c"), List.of("d"))
        .node(
            "ReduceMean",
            List.of("d"),
            List.of("e"),
            attribute("axes", List.of(1L)),
            attribute("keepdims", 0L))
        .node("MatMul", List.of("e", "v"), List.of("scores"))
        .output("scores", -1, CLASSES)
        .write(file);
  }

  /** As sentence encoders are: ids, a mask and segments of one shape with two symbols. */
  public static Path encoder(Path file) throws IOException {
    return encoder(file, "batch", "sequence");
  }

  /** The same with other axes, symbols or sizes. */
  public static Path encoder(Path file, String batch, String sequence) throws IOException {
    ModelFixture model = opset(17);
    float[] table = model.normal(ROWS, WIDTH);
    Arrays.fill(table, 0, 2 * WIDTH, 0);
    for (String input : List.of("input_ids", "attention_mask", "token_type_ids")) {
      model.symbolicInput(input, DataType.INT64_VALUE, batch, sequence);
    }
    return model
        .initializer(tensor("words", table, ROWS, WIDTH))
        .initializer(tensor("segments", new float[2 * WIDTH], 2, WIDTH))
        .initializer(longs("last", new long[] {2}, 1))
        .weight("w", WIDTH, WIDTH)
        .node("Gather", List.of("words", "input_ids"), List.of("a"))
        .node("Gather", List.of("segments", "token_type_ids"), List.of("b"))
        .node("Add", List.of("a", "b"), List.of("c"))
        .node(
            "Cast", List.of("attention_mask"), List.of("m"), attribute("to", DataType.FLOAT_VALUE))
        .node("Unsqueeze", List.of("m", "last"), List.of("mm"))
        .node("Mul", List.of("c", "mm"), List.of("d"))
        .node("MatMul", List.of("d", "w"), List.of("y"))
        .output("y", -1, -1, WIDTH)
        .write(file);
  }

  /** As voice detectors are: a window of one length, a state, and the sample rate as a scalar. */
  public static Path speech(Path file, int window) throws IOException {
    return opset(17)
        .symbolicInput("input", DataType.FLOAT_VALUE, "", "")
        .symbolicInput("state", DataType.FLOAT_VALUE, "2", "", "4")
        .symbolicInput("sr", DataType.INT64_VALUE)
        .initializer(longs("frames", new long[] {1, window / 64, 64}, 3))
        .initializer(longs("rate", new long[] {16_000}))
        .weight("w", 64, 4)
        .node("Reshape", List.of("input", "frames"), List.of("a"))
        .node("MatMul", List.of("a", "w"), List.of("b"))
        .node("ReduceMean", List.of("b"), List.of("c"), attribute("axes", List.of(1L)))
        .node("Equal", List.of("sr", "rate"), List.of("known"))
        .node("Cast", List.of("known"), List.of("k"), attribute("to", DataType.FLOAT_VALUE))
        .node("Mul", List.of("c", "k"), List.of("out"))
        .node("Add", List.of("state", "out"), List.of("next"))
        .output("out", -1, -1, 4)
        .output("next", 2, -1, 4)
        .write(file);
  }

  /** As detectors are: open height and width, which are multiples of 32, and two outputs. */
  public static Path detector(Path file) throws IOException {
    return opset(17)
        .symbolicInput("images", DataType.FLOAT_VALUE, "1", "3", "height", "width")
        .initializer(longs("cells", new long[] {1, 3, -1, 32}, 4))
        .weight("w", 32, 4)
        .node("Reshape", List.of("images", "cells"), List.of("a"))
        .node("MatMul", List.of("a", "w"), List.of("boxes"))
        .node("ReduceMax", List.of("boxes"), List.of("scores"), attribute("axes", List.of(3L)))
        .output("boxes", 1, 3, -1, 4)
        .output("scores", 1, 3, -1, 1)
        .write(file);
  }

  /** A classifier of grey images of any height and width, by their mean. */
  public static Path openImages(Path file) throws IOException {
    return opset(17)
        .symbolicInput("x", DataType.FLOAT_VALUE, "n", "1", "h", "w")
        .weight("w", 1, 10)
        .node("GlobalAveragePool", List.of("x"), List.of("p"))
        .node("Flatten", List.of("p"), List.of("f"))
        .node("MatMul", List.of("f", "w"), List.of("y"))
        .output("y", -1, 10)
        .write(file);
  }

  /** As TensorFlow writes networks for images: channels last, and two classes. */
  public static Path channelsLast(Path file) throws IOException {
    return opset(17)
        .symbolicInput("x", DataType.FLOAT_VALUE, "n", "8", "8", "3")
        .weight("kernel", 16, 3, 3, 3)
        .weight("w", 16, 2)
        .node("Transpose", List.of("x"), List.of("t"), attribute("perm", List.of(0L, 3L, 1L, 2L)))
        .node("Conv", List.of("t", "kernel"), List.of("c"))
        .node("Relu", List.of("c"), List.of("r"))
        .node("GlobalAveragePool", List.of("r"), List.of("p"))
        .node("Flatten", List.of("p"), List.of("f"))
        .node("MatMul", List.of("f", "w"), List.of("y"))
        .output("y", -1, 2)
        .write(file);
  }

  /** A convolutional classifier of two classes as exporters of that opset wrote it. */
  public static Path convolutions(Path file, int opset) throws IOException {
    return opset(opset)
        .symbolicInput("x", DataType.FLOAT_VALUE, "n", "3", "8", "8")
        .weight("kernel", 16, 3, 3, 3)
        .weight("bias", 16)
        .weight("w", 2, 16)
        .weight("b", 2)
        .node("Conv", List.of("x", "kernel", "bias"), List.of("c"))
        .node("Relu", List.of("c"), List.of("r"))
        .node("MaxPool", List.of("r"), List.of("m"), attribute("kernel_shape", List.of(2L, 2L)))
        .node("GlobalAveragePool", List.of("m"), List.of("p"))
        .node("Flatten", List.of("p"), List.of("f"))
        .node("Gemm", List.of("f", "w", "b"), List.of("y"), attribute("transB", 1))
        .output("y", -1, 2)
        .write(file);
  }

  /** A classifier of three columns whose scores have one of the types with a fraction. */
  public static Path scores(Path file, int type) throws IOException {
    return perceptron(17)
        .node("Cast", List.of("z"), List.of("y"), attribute("to", type))
        .typedOutput("y", type, -1, 3)
        .write(file);
  }

  /** The same with its weights in three files of any names. */
  public static Path besides(Path file) throws IOException {
    return ModelFixture.writeBeside(
        perceptron(17).output("z", -1, 3).proto(), file, "first.bin", "second", "third.data");
  }

  /** The same with weights that callers may replace, as old exporters wrote without meaning it. */
  public static Path overridable(Path file) throws IOException {
    return perceptron(11)
        .input("first", 3, 32)
        .input("second", 32, 3)
        .output("z", -1, 3)
        .write(file);
  }

  private static ModelFixture perceptron(int opset) {
    return opset(opset)
        .symbolicInput("x", DataType.FLOAT_VALUE, "n", "3")
        .weight("first", 3, 32)
        .weight("bias", 32)
        .weight("second", 32, 3)
        .node("MatMul", List.of("x", "first"), List.of("h"))
        .node("Add", List.of("h", "bias"), List.of("a"))
        .node("Relu", List.of("a"), List.of("r"))
        .node("MatMul", List.of("r", "second"), List.of("z"));
  }
}
