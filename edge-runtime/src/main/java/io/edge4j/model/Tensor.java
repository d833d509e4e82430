package io.edge4j.model;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Values with a shape, row-major. Immutable: arrays are copied on the way in and out.
 *
 * <p>Element types carry ONNX's names. {@code float16} and {@code bfloat16} values are held as
 * {@code float}.
 *
 * @since 0.1.0
 */
public final class Tensor implements OutputValue {
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

  /** A tensor of type {@code float}. */
  public static Tensor of(float[] values, long... shape) {
    return new Tensor(ElementType.FLOAT, values.clone(), values.length, shape);
  }

  /** A tensor of type {@code float16}; values are rounded to it when the model takes them. */
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
    return new Tensor(ElementType.BOOL, bytes(values), values.length, shape);
  }

  /** A tensor of type {@code string}. */
  public static Tensor of(String[] values, long... shape) {
    return new Tensor(ElementType.STRING, values.clone(), values.length, shape);
  }

  /**
   * A tensor with a copy of what a buffer holds from its position to its limit.
   *
   * @param type any but {@code string}
   * @param values as {@link #buffer()} gives them for that type: {@code float16} and {@code
   *     bfloat16} as floats, truth values as bytes of 0 and 1
   * @throws IllegalArgumentException when the buffer holds something else, or there is no tensor of
   *     that type
   */
  public static Tensor of(ElementType type, Buffer values, long... shape) {
    return new Tensor(type, copy(type, values), values.remaining(), shape);
  }

  private static Object copy(ElementType type, Buffer values) {
    return switch (type) {
      case FLOAT, FLOAT16, BFLOAT16 -> {
        float[] copy = new float[values.remaining()];
        ((FloatBuffer) values).duplicate().get(copy);
        yield copy;
      }
      case DOUBLE -> {
        double[] copy = new double[values.remaining()];
        ((DoubleBuffer) values).duplicate().get(copy);
        yield copy;
      }
      case INT64 -> {
        long[] copy = new long[values.remaining()];
        ((LongBuffer) values).duplicate().get(copy);
        yield copy;
      }
      case INT32 -> {
        int[] copy = new int[values.remaining()];
        ((IntBuffer) values).duplicate().get(copy);
        yield copy;
      }
      case INT16 -> {
        short[] copy = new short[values.remaining()];
        ((ShortBuffer) values).duplicate().get(copy);
        yield copy;
      }
      case INT8, UINT8, BOOL -> {
        byte[] copy = new byte[values.remaining()];
        ((ByteBuffer) values).duplicate().get(copy);
        yield copy;
      }
      default ->
          throw new IllegalArgumentException("there is no tensor of type " + type.onnxName());
    };
  }

  /** ONNX's name of the element type, as in {@link TensorInfo#type()}. */
  public String type() {
    return type.onnxName();
  }

  public ElementType elementType() {
    return type;
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
    if (type == ElementType.BOOL) {
      throw wrongType("byte");
    }
    return array(byte[].class).clone();
  }

  /** The values of a tensor of type {@code bool}. */
  public boolean[] booleans() {
    if (type != ElementType.BOOL) {
      throw wrongType("boolean");
    }
    byte[] bytes = (byte[]) data;
    boolean[] values = new boolean[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] != 0;
    }
    return values;
  }

  /** The values of a tensor of type {@code string}. */
  public String[] strings() {
    return array(String[].class).clone();
  }

  /**
   * The values without a copy, to be read only: a {@link FloatBuffer} of {@code float}, {@code
   * float16} and {@code bfloat16}, a {@link ByteBuffer} of {@code int8}, {@code uint8} and, as 0
   * and 1, {@code bool}, and for every other type the buffer of its name.
   *
   * @throws UnsupportedOperationException of texts, see {@link #strings()}
   */
  public Buffer buffer() {
    return switch (type) {
      case FLOAT, FLOAT16, BFLOAT16 -> FloatBuffer.wrap((float[]) data).asReadOnlyBuffer();
      case DOUBLE -> DoubleBuffer.wrap((double[]) data).asReadOnlyBuffer();
      case INT64 -> LongBuffer.wrap((long[]) data).asReadOnlyBuffer();
      case INT32 -> IntBuffer.wrap((int[]) data).asReadOnlyBuffer();
      case INT16 -> ShortBuffer.wrap((short[]) data).asReadOnlyBuffer();
      case INT8, UINT8, BOOL -> ByteBuffer.wrap((byte[]) data).asReadOnlyBuffer();
      default -> throw wrongType("numeric");
    };
  }

  private <T> T array(Class<T> wanted) {
    if (!wanted.isInstance(data)) {
      throw wrongType(wanted.getComponentType().getSimpleName());
    }
    return wanted.cast(data);
  }

  private UnsupportedOperationException wrongType(String wanted) {
    String held =
        type == ElementType.BOOL ? "boolean" : data.getClass().getComponentType().getSimpleName();
    return new UnsupportedOperationException(
        "A tensor of type " + type() + " holds " + held + " values, not " + wanted + ".");
  }

  private static byte[] bytes(boolean[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return bytes;
  }

  /** For example {@code float[1, 10]}. */
  @Override
  public String toString() {
    return type() + shape;
  }
}
