package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.edge4j.maven.dataset.Samples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Samples as batches in one piece of native memory that every batch reuses: an array of one batch
 * is only valid until the next is filled.
 */
final class Batches {
  private final Samples samples;
  private final Shape sampleShape;
  private final float[] values;
  private final int sampleSize;
  private final ByteBuffer inputs;
  private final FloatBuffer inputValues;

  Batches(Samples samples, long[] sampleShape, int capacity) {
    this.samples = samples;
    this.sampleShape = new Shape(sampleShape);
    sampleSize = Math.toIntExact(this.sampleShape.size());
    values = new float[Math.multiplyExact(sampleSize, capacity)];
    inputs =
        ByteBuffer.allocateDirect(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.nativeOrder());
    inputValues = inputs.asFloatBuffer();
  }

  /** {@code order[from .. from + count)} as {@code [count, sample...]}, float32. */
  NDArray inputs(int[] order, int from, int count, NDManager manager) {
    for (int i = 0; i < count; i++) {
      samples.copyTo(order[from + i], values, i * sampleSize);
    }
    inputValues.put(0, values, 0, count * sampleSize);
    ByteBuffer filled = inputs.slice(0, count * sampleSize * Float.BYTES);
    return manager.create(
        filled.order(ByteOrder.nativeOrder()),
        new Shape(count).addAll(sampleShape),
        DataType.FLOAT32);
  }

  /** Their labels, or the values to predict. */
  float[] targets(int[] order, int from, int count) {
    float[] targets = new float[count];
    for (int i = 0; i < count; i++) {
      targets[i] = samples.target(order[from + i]);
    }
    return targets;
  }
}
