package io.edge4j.runtime;

import java.util.Arrays;
import java.util.List;

/**
 * Values with a shape, row-major. Immutable: arrays are copied on the way in and out.
 *
 * <p>Element types carry ONNX's names. {@code float16} and {@code bfloat16} values are held as
 * {@code float}.
 */
public final class Tensor {
  private final ElementType type;
  private final List<Long> shape;
  private final Object data;

  private Tensor(ElementType type, Object data, int length, long[] shape) {
    long size = 1;
    for (long axis : shape) {
      if (axis < 0) {
        throw new InvalidInputException("expected a shape without negative axes, found " + axis);
      }
      size = Math.multiplyExact(size, axis);
    }
    if (size != length) {
      throw new InvalidInputException(
          "expected " + size + " values for shape " + Arrays.toString(shape) + ", found " + length);
    }
    this.type = type;
    this.data = data;
    this.shape = Arrays.stream(shape).boxed().toList();
  }

  /** Takes an array that nobody else holds. */
  static Tensor owning(ElementType type, Object data, int length, long[] shape) {
    return new Tensor(type, data, length, shape);
  }

  /** A tensor of type {@code float}. */
  public static Tensor of(float[] values, long... shape) {
    return new Tensor(ElementType.FLOAT, values.clone(), values.length, shape);
  }

  /** A tensor of type {@code float16}; values are rounded to it. */
  public static Tensor ofFloat16(float[] values, long... shape) {
    return new Tensor(ElementType.FLOAT16, values.clone(), values.length, shape);
  }

  /** A tensor of type {@code double}. */
  public static Tensor of(double[] values, long... shape) {
    return new Tensor(ElementType.DOUBLE, values.clone(), values.length, shape);
  }

  /** A tensor of type {@code int64}. */
  public static Tensor of(long[] values, long... shape) {
    return new Tensor(ElementType.INT64, values.clone(), values.length, shape);
  }

  /** A tensor of type {@code int32}. */
  public static Tensor of(int[] values, long... shape) {
    return new Tensor(ElementType.INT32, values.clone(), values.length, shape);
  }

  /** A tensor of type {@code int16}. */
  public static Tensor of(short[] values, long... shape) {
    return new Tensor(ElementType.INT16, values.clone(), values.length, shape);
  }

  /** A tensor of type {@code int8}. */
  public static Tensor of(byte[] values, long... shape) {
    return new Tensor(ElementType.INT8, values.clone(), values.length, shape);
  }

  /** A tensor of type {@code uint8}. */
  public static Tensor ofUnsigned(byte[] values, long... shape) {
    return new Tensor(ElementType.UINT8, values.clone(), values.length, shape);
  }

  /** A tensor of type {@code bool}. */
  public static Tensor of(boolean[] values, long... shape) {
    return new Tensor(ElementType.BOOL, values.clone(), values.length, shape);
  }

  /** A tensor of type {@code string}. */
  public static Tensor of(String[] values, long... shape) {
    return new Tensor(ElementType.STRING, values.clone(), values.length, shape);
  }

  /** ONNX's name of the element type, as in {@link TensorInfo#type()}. */
  public String type() {
    return type.onnxName();
  }

  public List<Long> shape() {
    return shape;
  }

  /** The values of a tensor of type {@code float}, {@code float16} or {@code bfloat16}. */
  public float[] floats() {
    return array(float[].class).clone();
  }

  /** The values of a tensor of type {@code double}. */
  public double[] doubles() {
    return array(double[].class).clone();
  }

  /** The values of a tensor of type {@code int64}. */
  public long[] longs() {
    return array(long[].class).clone();
  }

  /** The values of a tensor of type {@code int32}. */
  public int[] ints() {
    return array(int[].class).clone();
  }

  /** The values of a tensor of type {@code int16}. */
  public short[] shorts() {
    return array(short[].class).clone();
  }

  /** The values of a tensor of type {@code int8} or {@code uint8}. */
  public byte[] bytes() {
    return array(byte[].class).clone();
  }

  /** The values of a tensor of type {@code bool}. */
  public boolean[] booleans() {
    return array(boolean[].class).clone();
  }

  /** The values of a tensor of type {@code string}. */
  public String[] strings() {
    return array(String[].class).clone();
  }

  private <T> T array(Class<T> wanted) {
    if (!wanted.isInstance(data)) {
      throw new UnsupportedOperationException(
          "A tensor of type "
              + type()
              + " holds "
              + data.getClass().getComponentType().getSimpleName()
              + " values, not "
              + wanted.getComponentType().getSimpleName()
              + ".");
    }
    return wanted.cast(data);
  }

  ElementType elementType() {
    return type;
  }

  /** The array itself, to be read only. */
  Object data() {
    return data;
  }

  /** For example {@code float[1, 10]}. */
  @Override
  public String toString() {
    return type() + shape;
  }
}
