package io.edge4j.maven.quantize.weight;

import io.edge4j.maven.onnx.Initializer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The elements of a float tensor, a buffer at a time. */
final class FloatStream {
  /** No more elements than this are handed out at a time. */
  static final int LARGEST_RUN = 1 << 16;

  /** Receives elements; an I/O failure ends the stream. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes the next elements.
     *
     * @param values holds {@code count} elements, reused for the next ones
     * @param first flat index of the first
     */
    void accept(float[] values, int count, long first) throws IOException;
  }

  private FloatStream() {}

  static void over(Initializer tensor, Sink sink) throws IOException {
    byte[] bytes = new byte[LARGEST_RUN * Float.BYTES];
    float[] values = new float[LARGEST_RUN];
    ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long left = tensor.elements();
    long first = 0;
    try (InputStream in = tensor.data().open()) {
      while (left > 0) {
        int count = (int) Math.min(LARGEST_RUN, left);
        if (in.readNBytes(bytes, 0, count * Float.BYTES) < count * Float.BYTES) {
          throw new IOException("the data of " + tensor + " ends early");
        }
        view.asFloatBuffer().get(values, 0, count);
        sink.accept(values, count, first);
        first += count;
        left -= count;
      }
    }
  }
}
