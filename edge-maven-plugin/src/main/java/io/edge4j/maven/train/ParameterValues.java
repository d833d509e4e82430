package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** The numbers of some arrays at one moment, to go back to them later. */
final class ParameterValues {
  private final List<float[]> values;

  private ParameterValues(List<float[]> values) {
    this.values = values;
  }

  /** Running means and the like included: all that a block's output depends on. */
  static List<NDArray> arrays(Block block) {
    return block.getParameters().values().stream().map(Parameter::getArray).toList();
  }

  static ParameterValues of(List<NDArray> arrays) {
    return new ParameterValues(arrays.stream().map(NDArray::toFloatArray).toList());
  }

  /** Reads as many numbers as the arrays have. */
  static ParameterValues read(List<NDArray> arrays, DataInputStream in) throws IOException {
    List<float[]> values = new ArrayList<>();
    for (NDArray array : arrays) {
      byte[] bytes = new byte[Math.toIntExact(array.size() * Float.BYTES)];
      in.readFully(bytes);
      float[] numbers = new float[bytes.length / Float.BYTES];
      ByteBuffer.wrap(bytes).asFloatBuffer().get(numbers);
      values.add(numbers);
    }
    return new ParameterValues(values);
  }

  void write(DataOutputStream out) throws IOException {
    for (float[] numbers : values) {
      ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
      bytes.asFloatBuffer().put(numbers);
      out.write(bytes.array());
    }
  }

  void copyTo(List<NDArray> arrays) {
    for (int i = 0; i < values.size(); i++) {
      arrays.get(i).set(FloatBuffer.wrap(values.get(i)));
    }
  }
}
