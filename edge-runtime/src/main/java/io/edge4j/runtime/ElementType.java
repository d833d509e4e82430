package io.edge4j.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Locale;
import java.util.Optional;

/** The element types that cross the border to ONNX Runtime: one row a type. */
// The lambdas of this table hold no state; Error Prone cannot see that without its own annotation.
@SuppressWarnings("ImmutableEnumChecker")
enum ElementType {
  FLOAT(
      (env, data, shape) -> OnnxTensor.createTensor(env, FloatBuffer.wrap((float[]) data), shape),
      tensor -> floats(tensor.getFloatBuffer())),
  FLOAT16(
      (env, data, shape) ->
          OnnxTensor.createTensor(env, direct(halves((float[]) data)), shape, OnnxJavaType.FLOAT16),
      tensor -> floats(tensor.getFloatBuffer())),
  BFLOAT16(
      (env, data, shape) -> {
        throw new InvalidInputException("bfloat16 inputs are not supported");
      },
      tensor -> floats(tensor.getFloatBuffer())),
  DOUBLE(
      (env, data, shape) -> OnnxTensor.createTensor(env, DoubleBuffer.wrap((double[]) data), shape),
      tensor -> {
        DoubleBuffer buffer = tensor.getDoubleBuffer();
        double[] values = new double[buffer.remaining()];
        buffer.get(values);
        return values;
      }),
  INT64(
      (env, data, shape) -> OnnxTensor.createTensor(env, LongBuffer.wrap((long[]) data), shape),
      tensor -> {
        LongBuffer buffer = tensor.getLongBuffer();
        long[] values = new long[buffer.remaining()];
        buffer.get(values);
        return values;
      }),
  INT32(
      (env, data, shape) -> OnnxTensor.createTensor(env, IntBuffer.wrap((int[]) data), shape),
      tensor -> {
        IntBuffer buffer = tensor.getIntBuffer();
        int[] values = new int[buffer.remaining()];
        buffer.get(values);
        return values;
      }),
  INT16(
      (env, data, shape) -> OnnxTensor.createTensor(env, ShortBuffer.wrap((short[]) data), shape),
      tensor -> {
        ShortBuffer buffer = tensor.getShortBuffer();
        short[] values = new short[buffer.remaining()];
        buffer.get(values);
        return values;
      }),
  INT8(
      (env, data, shape) ->
          OnnxTensor.createTensor(env, direct((byte[]) data), shape, OnnxJavaType.INT8),
      ElementType::bytes),
  UINT8(
      (env, data, shape) ->
          OnnxTensor.createTensor(env, direct((byte[]) data), shape, OnnxJavaType.UINT8),
      ElementType::bytes),
  BOOL(
      (env, data, shape) ->
          OnnxTensor.createTensor(env, direct(bytes((boolean[]) data)), shape, OnnxJavaType.BOOL),
      tensor -> {
        byte[] bytes = bytes(tensor);
        boolean[] values = new boolean[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
          values[i] = bytes[i] != 0;
        }
        return values;
      }),
  STRING(
      (env, data, shape) -> OnnxTensor.createTensor(env, (String[]) data, shape),
      ElementType::strings);

  private interface Writer {
    OnnxTensor write(OrtEnvironment environment, Object data, long[] shape) throws OrtException;
  }

  private interface Reader {
    Object read(OnnxTensor tensor) throws OrtException;
  }

  private final Writer writer;
  private final Reader reader;

  ElementType(Writer writer, Reader reader) {
    this.writer = writer;
    this.reader = reader;
  }

  /** As in {@link TensorInfo#type()}. */
  String onnxName() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<ElementType> of(String onnxName) {
    for (ElementType type : values()) {
      if (type.onnxName().equals(onnxName)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** A native tensor with a copy of the array; the caller closes it. */
  OnnxTensor write(OrtEnvironment environment, Object data, long[] shape) throws OrtException {
    return writer.write(environment, data, shape);
  }

  /** A new array with the tensor's values. */
  Object read(OnnxTensor tensor) throws OrtException {
    return reader.read(tensor);
  }

  private static float[] floats(FloatBuffer buffer) {
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static byte[] bytes(OnnxTensor tensor) {
    ByteBuffer buffer = tensor.getByteBuffer();
    byte[] values = new byte[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static byte[] bytes(boolean[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) (values[i] ? 1 : 0);
    }
    return bytes;
  }

  private static short[] halves(float[] values) {
    short[] halves = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      halves[i] = Fp16Conversions.floatToFp16(values[i]);
    }
    return halves;
  }

  /** A copy outside the heap, which ONNX Runtime uses as it is. */
  private static ByteBuffer direct(byte[] values) {
    return ByteBuffer.allocateDirect(values.length).put(values).flip();
  }

  private static ByteBuffer direct(short[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(values.length * Short.BYTES).order(ByteOrder.nativeOrder());
    buffer.asShortBuffer().put(values);
    return buffer;
  }

  private static String[] strings(OnnxTensor tensor) throws OrtException {
    Object value = tensor.getValue();
    if (value instanceof String single) {
      return new String[] {single};
    }
    String[] values = new String[Math.toIntExact(tensor.getInfo().getNumElements())];
    collect((Object[]) value, values, 0);
    return values;
  }

  /** ONNX Runtime nests string arrays by shape. */
  private static int collect(Object[] nested, String[] values, int from) {
    int next = from;
    for (Object element : nested) {
      if (element instanceof Object[] inner) {
        next = collect(inner, values, next);
      } else {
        values[next++] = (String) element;
      }
    }
    return next;
  }
}
