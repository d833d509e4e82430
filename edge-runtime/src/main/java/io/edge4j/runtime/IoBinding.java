package io.edge4j.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pre-bound input and output tensors for runs of a fixed batch size: direct buffers that are reused
 * from call to call, which ONNX Runtime calls an I/O binding. Used by one thread at a time.
 */
final class IoBinding {
  private final int rows;
  private final FloatBuffer input;
  private final OnnxTensor inputTensor;
  private final Map<String, OnnxTensor> inputs;

  /** Null, with its tensor, where the model leaves the output's size open. */
  private final @Nullable FloatBuffer output;

  private final @Nullable OnnxTensor outputTensor;
  private final Set<String> requested;
  private final Map<String, OnnxValue> pinned;

  IoBinding(OrtEnvironment environment, SampleLayout layout, int rows) throws OrtException {
    this.rows = rows;
    long[] inputShape = array(layout.inputShape(), rows);
    input = buffer(inputShape);
    inputTensor = OnnxTensor.createTensor(environment, input, inputShape);
    // Singletons of Collections keep their entry set; those of Map.of make a new one each call.
    inputs = Collections.singletonMap(layout.input(), inputTensor);
    requested = Collections.singleton(layout.output());
    if (layout.outputShape().isPresent()) {
      long[] outputShape = array(layout.outputShape().get(), rows);
      output = buffer(outputShape);
      outputTensor = OnnxTensor.createTensor(environment, output, outputShape);
      pinned = Collections.singletonMap(layout.output(), outputTensor);
    } else {
      output = null;
      outputTensor = null;
      pinned = Map.of();
    }
  }

  private static long[] array(List<Long> shape, int rows) {
    long[] axes = shape.stream().mapToLong(Long::longValue).toArray();
    if (rows != 1) {
      axes[0] = rows;
    }
    return axes;
  }

  private static FloatBuffer buffer(long[] shape) {
    long size = Float.BYTES;
    for (long axis : shape) {
      size = Math.multiplyExact(size, axis);
    }
    return ByteBuffer.allocateDirect(Math.toIntExact(size))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Where the samples are put, one after the other from position 0. */
  FloatBuffer input() {
    return input;
  }

  /** Runs what lies in {@link #input()}; a binding of one row gives a new array with its output. */
  float[] run(OrtSession session) throws OrtException {
    if (output == null) {
      try (OrtSession.Result result = session.run(inputs, requested)) {
        FloatBuffer found = ((OnnxTensor) result.get(0)).getFloatBuffer();
        float[] values = new float[found.remaining()];
        found.get(0, values);
        return values;
      }
    }
    session.run(inputs, Set.of(), pinned).close();
    return row(0);
  }

  /**
   * Runs all rows; {@link #row} then gives their outputs. Only where the output's size is known.
   */
  void runRows(OrtSession session) throws OrtException {
    session.run(inputs, Set.of(), pinned).close();
  }

  /** A new array with one row of the last output. */
  float[] row(int index) {
    FloatBuffer found = Objects.requireNonNull(output, "the output's size is open");
    int size = found.capacity() / rows;
    float[] values = new float[size];
    found.get(index * size, values);
    return values;
  }

  void close() {
    inputTensor.close();
    if (outputTensor != null) {
      outputTensor.close();
    }
  }
}
