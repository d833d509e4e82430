package io.edge4j.maven.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.edge4j.maven.dataset.Samples;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Samples as batches in one piece of native memory that every batch reuses: an array of one batch
 * is only valid until the next is filled.
 */
final class Batches {
  private final Samples samples;
  private final long[] sampleShape;
  private final float[] values;
  private final int sampleSize;
  private final ByteBuffer inputs;
  private final FloatBuffer inputValues;
  private final ByteBuffer labels;
  private final LongBuffer labelValues;

  Batches(Samples samples, long[] sampleShape, int capacity) {
    this.samples = samples;
    this.sampleShape = sampleShape.clone();
    sampleSize = Math.toIntExact(new Shape(sampleShape).size());
    values = new float[Math.multiplyExact(sampleSize, capacity)];
    inputs =
        ByteBuffer.allocateDirect(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.nativeOrder());
    inputValues = inputs.asFloatBuffer();
    labels = ByteBuffer.allocateDirect(capacity * Long.BYTES).order(ByteOrder.nativeOrder());
    labelValues = labels.asLongBuffer();
  }

  /** Copies {@code order[from .. from + count)} into native memory. */
  void fill(int[] order, int from, int count) {
    for (int i = 0; i < count; i++) {
      samples.copyTo(order[from + i], values, i * sampleSize);
      labelValues.put(i, samples.label(order[from + i]));
    }
    inputValues.put(0, values, 0, count * sampleSize);
  }

  /** The inputs of the batch that was filled last: {@code [count, sample...]}, float32. */
  NDArray inputs(NDManager manager, int count) {
    ByteBuffer slice = inputs.slice(0, count * sampleSize * Float.BYTES);
    Shape shape = new Shape(count).addAll(new Shape(sampleShape));
    return manager.create(slice.order(ByteOrder.nativeOrder()), shape, DataType.FLOAT32);
  }

  /** Their labels: {@code [count]}, int64. */
  NDArray labels(NDManager manager, int count) {
    ByteBuffer slice = labels.slice(0, count * Long.BYTES);
    return manager.create(slice.order(ByteOrder.nativeOrder()), new Shape(count), DataType.INT64);
  }

  /** How many rows of {@code logits} ({@code [count, classes]}) are largest at their label. */
  int correct(NDArray logits, int count) {
    float[] rows = logits.toFloatArray();
    int classes = rows.length / count;
    int correct = 0;
    for (int i = 0; i < count; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        if (rows[i * classes + c] > rows[i * classes + best]) {
          best = c;
        }
      }
      correct += best == labelValues.get(i) ? 1 : 0;
    }
    return correct;
  }
}
