package io.edge4j.maven.benchmark;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.io.OutputStream;
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
    OnnxMl.GraphProto graph =
        OnnxMl.GraphProto.newBuilder()
            .setName("perceptron")
            .addInput(value("image", -1, 1, 8, 8))
            .addOutput(value("logits", -1, CLASSES))
            .addInitializer(weight("w1", random, PIXELS, hidden))
            .addInitializer(weight("w2", random, hidden, CLASSES))
            .addNode(node("Flatten", "flat", "image"))
            .addNode(node("MatMul", "h", "flat", "w1"))
            .addNode(node("Relu", "a", "h"))
            .addNode(node("MatMul", "logits", "a", "w2"))
            .build();
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

  private static OnnxMl.NodeProto node(String type, String output, String... inputs) {
    OnnxMl.NodeProto.Builder node = OnnxMl.NodeProto.newBuilder().setOpType(type);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node.addOutput(output).setName(output).build();
  }

  private static OnnxMl.TensorProto weight(String name, Random random, int rows, int columns) {
    OnnxMl.TensorProto.Builder tensor =
        OnnxMl.TensorProto.newBuilder()
            .setName(name)
            .setDataType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
            .addDims(rows)
            .addDims(columns);
    for (int i = 0; i < rows * columns; i++) {
      tensor.addFloatData((float) random.nextGaussian() / 8);
    }
    return tensor.build();
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
