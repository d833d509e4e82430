package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.Model;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The seed's network, and what Python's quantizer made of it. */
final class SeedCnn {
  static final int IMAGES = 64;
  static final int CLASSES = 10;
  static final long[] ONE_IMAGE = {1, 1, 28, 28};

  private SeedCnn() {}

  static Path file(String name) {
    return Path.of("src", "test", "resources", "seed-cnn", name);
  }

  static Model model(String name) throws IOException {
    return Model.read(file(name));
  }

  static float[] floats(String name) throws IOException {
    try (InputStream in = SeedCnn.class.getResourceAsStream("/seed-cnn/" + name)) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      float[] values = new float[bytes.remaining() / Float.BYTES];
      bytes.asFloatBuffer().get(values);
      return values;
    }
  }
}
