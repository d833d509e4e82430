package io.edge4j.runtime.ort;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import io.edge4j.model.ElementType;
import io.edge4j.model.InvalidInputException;
import io.edge4j.model.Tensor;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.EnumSet;
import java.util.Set;

/** Tensors over the border to ONNX Runtime and back. */
public final class NativeTensors {
  /** Element types that ONNX Runtime's Java interface can give back. */
  private static final Set<ElementType> READABLE =
      EnumSet.of(
          ElementType.FLOAT,
          ElementType.FLOAT16,
          ElementType.BFLOAT16,
          ElementType.DOUBLE,
          ElementType.INT64,
          ElementType.INT32,
          ElementType.INT16,
          ElementType.INT8,
          ElementType.UINT8,
          ElementType.BOOL,
          ElementType.STRING);

  /** Of an empty string, the objects that it consists of. */
  private static final long TEXT_BYTES = 56;

  private NativeTensors() {}

  /** Whether {@link #fromNative} can read tensors of that type. */
  public static boolean isReadable(ElementType type) {
    return READABLE.contains(type);
  }

  /**
   * A native tensor with a copy of the values; the caller closes it.
   *
   * @throws InvalidInputException when the type is none that ONNX Runtime's Java interface takes
   */
  public static OnnxTensor toNative(OrtEnvironment environment, Tensor tensor) throws OrtException {
    long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
    return switch (tensor.elementType()) {
      case FLOAT -> OnnxTensor.createTensor(environment, (FloatBuffer) tensor.buffer(), shape);
      case FLOAT16 ->
          OnnxTensor.createTensor(
              environment, halves((FloatBuffer) tensor.buffer()), shape, OnnxJavaType.FLOAT16);
      case DOUBLE -> OnnxTensor.createTensor(environment, (DoubleBuffer) tensor.buffer(), shape);
      case INT64 -> OnnxTensor.createTensor(environment, (LongBuffer) tensor.buffer(), shape);
      case INT32 -> OnnxTensor.createTensor(environment, (IntBuffer) tensor.buffer(), shape);
      case INT16 -> OnnxTensor.createTensor(environment, (ShortBuffer) tensor.buffer(), shape);
      case INT8 -> ofBytes(environment, tensor, shape, OnnxJavaType.INT8);
      case UINT8 -> ofBytes(environment, tensor, shape, OnnxJavaType.UINT8);
      case BOOL -> ofBytes(environment, tensor, shape, OnnxJavaType.BOOL);
      case STRING -> OnnxTensor.createTensor(environment, tensor.strings(), shape);
      default -> throw new InvalidInputException(tensor.type() + " inputs are not supported");
    };
  }

  private static OnnxTensor ofBytes(
      OrtEnvironment environment, Tensor tensor, long[] shape, OnnxJavaType type)
      throws OrtException {
    ByteBuffer values = (ByteBuffer) tensor.buffer();
    return OnnxTensor.createTensor(
        environment, ByteBuffer.allocateDirect(values.remaining()).put(values).flip(), shape, type);
  }

  /** Outside the heap, which ONNX Runtime uses as it is. */
  private static ByteBuffer halves(FloatBuffer values) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(values.remaining() * Short.BYTES).order(ByteOrder.nativeOrder());
    while (values.hasRemaining()) {
      buffer.putShort(Fp16Conversions.floatToFp16(values.get()));
    }
    return buffer.flip();
  }

  /** A copy of a native tensor's values; of a type that is {@link #isReadable}. */
  public static Tensor fromNative(OnnxTensor tensor) throws OrtException {
    ElementType type = DeclaredTensors.elementType(tensor.getInfo());
    long[] shape = tensor.getInfo().getShape();
    if (type == ElementType.STRING) {
      return Tensor.of(strings(tensor), shape);
    }
    Buffer values =
        switch (type) {
          case DOUBLE -> tensor.getDoubleBuffer();
          case INT64 -> tensor.getLongBuffer();
          case INT32 -> tensor.getIntBuffer();
          case INT16 -> tensor.getShortBuffer();
          case INT8, UINT8, BOOL -> tensor.getByteBuffer();
          default -> tensor.getFloatBuffer();
        };
    return Tensor.of(type, values, shape);
  }

  /** How many bytes of the heap {@link #fromNative} takes; the characters of texts come on top. */
  public static long heapBytes(OnnxTensor tensor) {
    long each =
        switch (DeclaredTensors.elementType(tensor.getInfo())) {
          case DOUBLE, INT64 -> Double.BYTES;
          case FLOAT, FLOAT16, BFLOAT16, INT32 -> Float.BYTES;
          case INT16 -> Short.BYTES;
          case STRING -> TEXT_BYTES;
          default -> Byte.BYTES;
        };
    // Read once by ONNX Runtime, and once into the tensor.
    return 2 * each * tensor.getInfo().getNumElements();
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
