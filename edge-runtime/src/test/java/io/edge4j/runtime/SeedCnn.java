package io.edge4j.runtime;

import io.edge4j.model.OutputKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The seed's network, trained on Fashion-MNIST and quantized dynamically by ONNX Runtime's own
 * tools, with 64 test images and the logits that Python found for them one by one.
 */
public final class SeedCnn {
  public static final String RESOURCE = "seed-cnn/int8-python.onnx";
  public static final int PIXELS = 784;
  public static final int CLASSES = 10;
  public static final List<String> LABELS =
      List.of(
          "T-shirt/top",
          "Trouser",
          "Pullover",
          "Dress",
          "Coat",
          "Sandal",
          "Shirt",
          "Sneaker",
          "Bag",
          "Ankle boot");

  private SeedCnn() {}

  /** Opened with the labels and the output that its file does not name. */
  public static EdgeModel open() throws IOException {
    return EdgeModel.openResource(
        RESOURCE, EdgeOptions.defaults().withLabels(LABELS).withOutput(OutputKind.LOGITS));
  }

  /** The images, 784 values each, between 0 and 1. */
  public static float[][] images() throws IOException {
    return floats("seed-cnn/inputs.f32", PIXELS);
  }

  /** The logits of each image. */
  public static float[][] logits() throws IOException {
    return floats("seed-cnn/logits-int8.f32", CLASSES);
  }

  private static float[][] floats(String resource, int width) throws IOException {
    try (InputStream stream = SeedCnn.class.getClassLoader().getResourceAsStream(resource)) {
      ByteBuffer bytes = ByteBuffer.wrap(stream.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      float[][] rows = new float[bytes.remaining() / Float.BYTES / width][width];
      for (float[] row : rows) {
        for (int i = 0; i < width; i++) {
          row[i] = bytes.getFloat();
        }
      }
      return rows;
    }
  }
}
