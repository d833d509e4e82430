package io.edge4j.runtime;

import io.edge4j.model.InvalidInputException;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Refuses samples that a model would answer with nonsense: a quantized model gives plausible finite
 * logits even to NaN.
 */
final class SampleCheck {
  /**
   * Values that are looked at together: a buffer without an array looks at its bounds each time.
   */
  private static final int SOME = 64;

  private final List<Long> shape;
  private final int size;

  SampleCheck(List<Long> shape, int size) {
    this.shape = shape;
    this.size = size;
  }

  /** How many values a sample has. */
  int size() {
    return size;
  }

  void check(float[] values) {
    if (values == null) {
      throw wrongLength("null");
    }
    requireLength(values.length);
    // Zero times NaN or an infinity is NaN, and stays it: one look for all of them.
    float zero = 0;
    for (float value : values) {
      zero += 0 * value;
    }
    if (Float.isNaN(zero)) {
      throw notFinite(values);
    }
  }

  /** From the buffer's position to its limit. */
  void check(FloatBuffer values) {
    requireLength(values.remaining());
    float zero = 0;
    if (values.hasArray()) {
      float[] array = values.array();
      int end = values.arrayOffset() + values.limit();
      for (int i = values.arrayOffset() + values.position(); i < end; i++) {
        zero += 0 * array[i];
      }
    } else {
      float[] some = new float[Math.min(SOME, values.remaining())];
      for (int i = values.position(); i < values.limit(); i += some.length) {
        int count = Math.min(some.length, values.limit() - i);
        values.get(i, some, 0, count);
        for (int j = 0; j < count; j++) {
          zero += 0 * some[j];
        }
      }
    }
    if (Float.isNaN(zero)) {
      int index = values.position();
      while (Float.isFinite(values.get(index))) {
        index++;
      }
      throw notFinite(index - values.position(), values.get(index));
    }
  }

  private void requireLength(int length) {
    if (length != size) {
      throw wrongLength(Integer.toString(length));
    }
  }

  private InvalidInputException wrongLength(String found) {
    return new InvalidInputException(
        "expected " + size + " values for a sample of shape " + shape + ", found " + found);
  }

  private static InvalidInputException notFinite(float[] values) {
    int index = 0;
    while (Float.isFinite(values[index])) {
      index++;
    }
    return notFinite(index, values[index]);
  }

  private static InvalidInputException notFinite(int index, float value) {
    return new InvalidInputException(
        "expected finite values, found " + value + " at index " + index);
  }
}
