package io.edge4j.maven.export;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/**
 * Inputs of a given form with values from a seeded generator: standard normal for real numbers,
 * uniform below the bound for integers. The engine's own generator is left alone.
 */
final class TraceInputs {
  private final List<InputSpec> specs;

  TraceInputs(List<InputSpec> specs) {
    this.specs = specs;
  }

  /** Inputs with these sizes, the same for the same seed; owned by the manager. */
  NDList of(AxisSizes sizes, long seed, NDManager manager) {
    Random random = new Random(seed);
    NDList inputs = new NDList();
    for (InputSpec spec : specs) {
      inputs.add(array(spec, shape(spec, sizes), manager, random));
    }
    return inputs;
  }

  /** Inputs with these sizes whose values do not matter; they take no memory. */
  NDList zeros(AxisSizes sizes, NDManager manager) {
    NDList inputs = new NDList();
    for (InputSpec spec : specs) {
      inputs.add(manager.zeros(new Shape(), spec.type()).broadcast(shape(spec, sizes)));
    }
    return inputs;
  }

  private static Shape shape(InputSpec spec, AxisSizes sizes) {
    return new Shape(
        spec.axes().stream()
            .mapToLong(axis -> axis.symbol() == null ? axis.size() : sizes.of(axis.symbol()))
            .toArray());
  }

  private static NDArray array(InputSpec spec, Shape shape, NDManager manager, Random random) {
    int elements = Math.toIntExact(shape.size());
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(elements * spec.type().getNumOfBytes())
            .order(ByteOrder.nativeOrder());
    for (int i = 0; i < elements; i++) {
      switch (spec.type()) {
        case FLOAT32 -> bytes.putFloat((float) random.nextGaussian());
        case FLOAT64 -> bytes.putDouble(random.nextGaussian());
        case INT64 -> bytes.putLong(random.nextLong(spec.below()));
        case INT32 -> bytes.putInt((int) random.nextLong(spec.below()));
        case INT8, UINT8 -> bytes.put((byte) random.nextLong(Math.min(spec.below(), 128)));
        case BOOLEAN -> bytes.put((byte) (random.nextBoolean() ? 1 : 0));
        default ->
            throw new UnsupportedCall(
                "input " + spec.name() + " of type " + spec.type() + " cannot be exported");
      }
    }
    return manager.create(bytes.flip(), shape, spec.type());
  }
}
