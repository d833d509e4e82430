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
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Pre-bound input and output tensors for runs of up to a number of samples: direct buffers that are
 * reused from call to call, which ONNX Runtime calls an I/O binding. Used by one thread at a time.
 */
final class IoBinding {
  /**
   * The tensors of a run of some rows, over the beginning of the buffers.
   *
   * @param pinned the output; empty where the model leaves its size open
   */
  private record Tensors(Map<String, OnnxTensor> inputs, Map<String, OnnxValue> pinned) {
    void close() {
      inputs.values().forEach(OnnxTensor::close);
      pinned.values().forEach(OnnxValue::close);
    }
  }

  private final OrtEnvironment environment;
  private final SampleLayout layout;
  private final FloatBuffer input;

  /** Null where the model leaves the output's size open. */
  private final @Nullable FloatBuffer output;

  private final Set<String> requested;

  /** By the number of rows; made when they are first needed. */
  private final @Nullable Tensors[] tensors;

  IoBinding(OrtEnvironment environment, SampleLayout layout, int rows) throws OrtException {
    this.environment = environment;
    this.layout = layout;
    input = buffer(array(layout.inputShape(), rows));
    output =
        layout.outputShape().isPresent() ? buffer(array(layout.outputShape().get(), rows)) : null;
    requested = Collections.singleton(layout.output());
    tensors = new Tensors[rows + 1];
  }

  private static long[] array(List<Long> shape, int rows) {
    long[] axes = shape.stream().mapToLong(Long::longValue).toArray();
    if (rows != 1) {
      axes[0] = rows;
    }
    return axes;
  }

  private static FloatBuffer buffer(long[] shape) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(size(shape), Float.BYTES))
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static int size(long[] shape) {
    long size = 1;
    for (long axis : shape) {
      size = Math.multiplyExact(size, axis);
    }
    return Math.toIntExact(size);
  }

  private Tensors tensors(int rows) throws OrtException {
    Tensors known = tensors[rows];
    if (known == null) {
      known = create(rows);
      tensors[rows] = known;
    }
    return known;
  }

  /** Singletons of Collections keep their entry set; those of Map.of make a new one each call. */
  private Tensors create(int rows) throws OrtException {
    OnnxTensor in = tensor(input, array(layout.inputShape(), rows));
    Map<String, OnnxValue> pinned =
        output == null
            ? Map.of()
            : Collections.singletonMap(
                layout.output(), tensor(output, array(layout.outputShape().orElseThrow(), rows)));
    return new Tensors(Collections.singletonMap(layout.input(), in), pinned);
  }

  private OnnxTensor tensor(FloatBuffer whole, long[] shape) throws OrtException {
    return OnnxTensor.createTensor(environment, whole.duplicate().limit(size(shape)), shape);
  }

  /** Where the samples are put, one after the other from position 0. */
  FloatBuffer input() {
    return input;
  }

  /**
   * Runs the one row that lies in {@link #input()}; gives a new array with its output.
   *
   * @param admission told the bytes of an output whose size the model leaves open, before it is
   *     read
   */
  float[] run(OrtSession session, LongConsumer admission) throws OrtException {
    Tensors one = tensors(1);
    if (output == null) {
      try (OrtSession.Result result = session.run(one.inputs(), requested)) {
        OnnxTensor tensor = (OnnxTensor) result.get(0);
        // Read once by ONNX Runtime, and once into the array.
        admission.accept(2L * Float.BYTES * tensor.getInfo().getNumElements());
        FloatBuffer found = tensor.getFloatBuffer();
        float[] values = new float[found.remaining()];
        found.get(0, values);
        return values;
      }
    }
    session.run(one.inputs(), Set.of(), one.pinned()).close();
    return row(0);
  }

  /**
   * Runs some rows together; {@link #row} then gives their outputs. Only where the output's size is
   * known.
   */
  void runRows(OrtSession session, int rows) throws OrtException {
    Tensors some = tensors(rows);
    session.run(some.inputs(), Set.of(), some.pinned()).close();
  }

  /** A new array with one row of the last output. */
  float[] row(int index) {
    FloatBuffer found = Objects.requireNonNull(output, "the output's size is open");
    int size = found.capacity() / (tensors.length - 1);
    float[] values = new float[size];
    found.get(index * size, values);
    return values;
  }

  void close() {
    for (Tensors some : tensors) {
      if (some != null) {
        some.close();
      }
    }
  }
}
