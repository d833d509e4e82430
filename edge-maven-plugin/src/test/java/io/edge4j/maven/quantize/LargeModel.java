package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.attribute;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.onnx.TensorData;
import io.edge4j.model.ModelFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A transformer encoder's shape, of any size: in each layer attention with four products and a
 * feed-forward block with two, residuals and normalizations. Weights are made while they are
 * written.
 */
final class LargeModel {
  private static final int HEADS = 16;

  /** From (batch, position, head, feature) to what the product of the heads wants. */
  private static final List<Long> ROWS = List.of(0L, 2L, 1L, 3L);

  private static final List<Long> COLUMNS = List.of(0L, 2L, 3L, 1L);

  private final int layers;
  private final int width;
  private final int inner;
  private final ModelFixture model;
  private final Map<String, long[]> weights = new LinkedHashMap<>();

  LargeModel(int layers, int width, int inner) {
    this.layers = layers;
    this.width = width;
    this.inner = inner;
    this.model = ModelFixture.opset(17).input("x", -1, -2, width).output("y", -1, -2, width);
  }

  /** Writes the model; gives its size in bytes. */
  long write(Path file, boolean external) throws IOException {
    model
        .initializer(ModelFixture.longs("split", new long[] {0, 0, HEADS, width / HEADS}, 4))
        .initializer(ModelFixture.longs("merge", new long[] {0, 0, width}, 3))
        .initializer(
            ModelFixture.tensor("scale", new float[] {(float) Math.sqrt(HEADS / (double) width)}))
        .weight("one", width)
        .weight("zero", width);
    String value = "x";
    for (int layer = 0; layer < layers; layer++) {
      value = layer(value, "l" + layer + ".");
    }
    model.node("Identity", List.of(value), List.of("y"));
    return fill(file, external);
  }

  private String layer(String x, String name) {
    String normal = normalized(x, name + "n1");
    String q = heads(product(normal, name + "q", width, width), name + "qh", ROWS);
    String k = heads(product(normal, name + "k", width, width), name + "kh", COLUMNS);
    String v = heads(product(normal, name + "v", width, width), name + "vh", ROWS);
    String scores = node("Mul", name + "s", node("MatMul", name + "qk", q, k), "scale");
    String mixed = node("MatMul", name + "m", node("Softmax", name + "p", scores), v);
    model.node("Transpose", List.of(mixed), List.of(name + "mt"), attribute("perm", ROWS));
    String joined = node("Reshape", name + "mr", name + "mt", "merge");
    String attended = node("Add", name + "r1", x, product(joined, name + "o", width, width));
    String up = product(normalized(attended, name + "n2"), name + "up", width, inner);
    String down = product(node("Relu", name + "a", up), name + "down", inner, width);
    return node("Add", name + "r2", attended, down);
  }

  private String normalized(String x, String name) {
    return node("LayerNormalization", name, x, "one", "zero");
  }

  private String heads(String x, String name, List<Long> axes) {
    String split = node("Reshape", name + "r", x, "split");
    model.node("Transpose", List.of(split), List.of(name), attribute("perm", axes));
    return name;
  }

  private String product(String x, String name, long rows, long columns) {
    weights.put(name + ".w", new long[] {rows, columns});
    // In the place of the weight to come.
    model.weight(name + ".w", 1, 1).weight(name + ".b", columns);
    return node("Add", name, node("MatMul", name + ".p", x, name + ".w"), name + ".b");
  }

  private String node(String operator, String output, String... inputs) {
    model.node(operator, List.of(inputs), List.of(output));
    return output;
  }

  private long fill(Path file, boolean external) throws IOException {
    Path skeleton = model.write(file.resolveSibling("skeleton.onnx"));
    Model filled = Model.read(skeleton);
    weights.forEach(
        (name, dims) -> {
          filled.graph().removeInitializer(name);
          filled
              .graph()
              .addInitializer(
                  Initializer.of(
                      name,
                      DataType.FLOAT_VALUE,
                      List.of(dims[0], dims[1]),
                      new Noise(name.hashCode(), dims[0], dims[1])));
        });
    filled.write(file, external ? ExternalData.BESIDE : ExternalData.WHEN_NEEDED);
    Files.delete(skeleton);
    return ModelFiles.of(file).bytes();
  }

  /** Rows cut from a table of normal values, each from another place. */
  private record Noise(long seed, long rows, long columns) implements TensorData {
    private static final int TABLE = 1 << 16;

    @Override
    public long length() {
      return rows * columns * Float.BYTES;
    }

    @Override
    public InputStream open() {
      throw new UnsupportedOperationException("these weights are only written");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      Random random = new Random(seed);
      ByteBuffer table =
          ByteBuffer.allocate((int) (TABLE + columns) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (table.hasRemaining()) {
        table.putFloat((float) (random.nextGaussian() / Math.sqrt((double) rows)));
      }
      for (long row = 0; row < rows; row++) {
        int from = random.nextInt(TABLE) * Float.BYTES;
        out.write(table.array(), from, (int) columns * Float.BYTES);
      }
    }
  }
}
