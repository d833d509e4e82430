package io.edge4j.maven.benchmark;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Small ONNX classifiers, built node by node, for whatever is to be measured. */
final class TestModels {
  private static final int PIXELS = 64;
  private static final int CLASSES = 10;

  private TestModels() {}

  /** Input {@code [N, 1, 8, 8]}, one hidden layer, ten logits; its weights come from a seed. */
  static Path perceptron(Path file, int hidden) throws IOException {
    Random random = new Random(1);
    return write(
        file,
        OnnxMl.GraphProto.newBuilder()
            .setName("perceptron")
            .addInput(value("image", -1, 1, 8, 8))
            .addOutput(value("logits", -1, CLASSES))
            .addInitializer(weight("w1", random, PIXELS, hidden))
            .addInitializer(weight("w2", random, hidden, CLASSES))
            .addNode(node("Flatten", "flat", "image").build())
            .addNode(node("MatMul", "h", "flat", "w1").build())
            .addNode(node("Relu", "a", "h").build())
            .addNode(node("MatMul", "logits", "a", "w2").build()));
  }

  /** Gives back its input; an axis of -1 is open. */
  static Path identity(Path file, long... shape) throws IOException {
    return write(
        file,
        OnnxMl.GraphProto.newBuilder()
            .setName("identity")
            .addInput(value("input", shape))
            .addOutput(value("output", shape))
            .addNode(node("Identity", "output", "input").build()));
  }

  /** The network of {@code small-cnn} with a hidden layer of any width; 128 in the original. */
  static Path smallCnn(Path file, int hidden) throws IOException {
    return smallCnn(file, hidden, 0);
  }

  /**
   * The network of {@code small-cnn}, made slower by a chosen part: a node more at its end costs
   * about a hundredth of it. Its weights come from a seed.
   *
   * @param more nodes after the last layer, each {@code Abs}
   */
  static Path smallCnn(Path file, int hidden, int more) throws IOException {
    Random random = new Random(1);
    OnnxMl.GraphProto.Builder graph =
        OnnxMl.GraphProto.newBuilder()
            .setName("small-cnn")
            .addInput(value("image", -1, 1, 28, 28))
            .addOutput(value("logits", -1, CLASSES))
            .addInitializer(weight("c1", random, 16, 1, 3, 3))
            .addInitializer(weight("c2", random, 32, 16, 3, 3))
            .addInitializer(weight("w1", random, 1568, hidden))
            .addInitializer(weight("w2", random, hidden, CLASSES))
            .addNode(convolution("x1", "image", "c1"))
            .addNode(node("Relu", "r1", "x1").build())
            .addNode(pool("p1", "r1"))
            .addNode(convolution("x2", "p1", "c2"))
            .addNode(node("Relu", "r2", "x2").build())
            .addNode(pool("p2", "r2"))
            .addNode(node("Flatten", "flat", "p2").build())
            .addNode(node("MatMul", "h", "flat", "w1").build())
            .addNode(node("Relu", "a", "h").build())
            .addNode(node("MatMul", more == 0 ? "logits" : "more0", "a", "w2").build());
    for (int i = 0; i < more; i++) {
      String output = i == more - 1 ? "logits" : "more" + (i + 1);
      graph.addNode(node("Abs", output, "more" + i).build());
    }
    return write(file, graph);
  }

  private static Path write(Path file, OnnxMl.GraphProto.Builder graph) throws IOException {
    OnnxMl.ModelProto model =
        OnnxMl.ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    try (OutputStream out = Files.newOutputStream(file)) {
      model.writeTo(out);
    }
    return file;
  }

  private static OnnxMl.NodeProto convolution(String output, String input, String weights) {
    return node("Conv", output, input, weights).addAttribute(integers("pads", 1, 1, 1, 1)).build();
  }

  private static OnnxMl.NodeProto pool(String output, String input) {
    return node("MaxPool", output, input)
        .addAttribute(integers("kernel_shape", 2, 2))
        .addAttribute(integers("strides", 2, 2))
        .build();
  }

  private static OnnxMl.AttributeProto integers(String name, long... values) {
    OnnxMl.AttributeProto.Builder attribute =
        OnnxMl.AttributeProto.newBuilder()
            .setName(name)
            .setType(OnnxMl.AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private static OnnxMl.NodeProto.Builder node(String type, String output, String... inputs) {
    OnnxMl.NodeProto.Builder node = OnnxMl.NodeProto.newBuilder().setOpType(type);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node.addOutput(output).setName(output);
  }

  private static OnnxMl.TensorProto weight(String name, Random random, long... shape) {
    OnnxMl.TensorProto.Builder tensor =
        OnnxMl.TensorProto.newBuilder()
            .setName(name)
            .setDataType(OnnxMl.TensorProto.DataType.FLOAT.getNumber());
    long size = 1;
    for (long dimension : shape) {
      tensor.addDims(dimension);
      size *= dimension;
    }
    ByteBuffer values =
        ByteBuffer.allocate(Math.toIntExact(size) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < size; i++) {
      values.putFloat((float) random.nextGaussian() / 8);
    }
    return tensor.setRawData(ByteString.copyFrom(values.array())).build();
  }

  private static OnnxMl.ValueInfoProto value(String name, long... shape) {
    OnnxMl.TensorShapeProto.Builder dimensions = OnnxMl.TensorShapeProto.newBuilder();
    for (long dimension : shape) {
      OnnxMl.TensorShapeProto.Dimension.Builder one =
          OnnxMl.TensorShapeProto.Dimension.newBuilder();
      dimensions.addDim(dimension < 0 ? one.setDimParam("N") : one.setDimValue(dimension));
    }
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder()
                        .setElemType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                        .setShape(dimensions)))
        .build();
  }
}
