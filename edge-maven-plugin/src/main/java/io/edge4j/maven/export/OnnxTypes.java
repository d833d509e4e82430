package io.edge4j.maven.export;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.OnnxJavaType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** DJL's element types as ONNX, and as ONNX Runtime's Java binding, name them. */
final class OnnxTypes {
  private static final Map<DataType, TensorProto.DataType> ONNX =
      Map.of(
          DataType.FLOAT32, TensorProto.DataType.FLOAT,
          DataType.FLOAT64, TensorProto.DataType.DOUBLE,
          DataType.FLOAT16, TensorProto.DataType.FLOAT16,
          DataType.BFLOAT16, TensorProto.DataType.BFLOAT16,
          DataType.INT8, TensorProto.DataType.INT8,
          DataType.UINT8, TensorProto.DataType.UINT8,
          DataType.INT32, TensorProto.DataType.INT32,
          DataType.INT64, TensorProto.DataType.INT64,
          DataType.BOOLEAN, TensorProto.DataType.BOOL);

  private static final Map<DataType, OnnxJavaType> JAVA =
      Map.of(
          DataType.FLOAT32, OnnxJavaType.FLOAT,
          DataType.FLOAT64, OnnxJavaType.DOUBLE,
          DataType.FLOAT16, OnnxJavaType.FLOAT16,
          DataType.INT8, OnnxJavaType.INT8,
          DataType.UINT8, OnnxJavaType.UINT8,
          DataType.INT32, OnnxJavaType.INT32,
          DataType.INT64, OnnxJavaType.INT64,
          DataType.BOOLEAN, OnnxJavaType.BOOL);

  private OnnxTypes() {}

  /**
   * As ONNX files hold it.
   *
   * @throws UnsupportedCall when ONNX has no such type, as for strings of characters or complex
   *     numbers
   */
  static TensorProto.DataType of(DataType type) {
    return find(ONNX, type);
  }

  /**
   * As ONNX Runtime's Java binding creates tensors of it.
   *
   * @throws UnsupportedCall when it cannot
   */
  static OnnxJavaType java(DataType type) {
    return find(JAVA, type);
  }

  private static <T> T find(Map<DataType, T> types, DataType type) {
    T found = types.get(type);
    if (found == null) {
      throw new UnsupportedCall(
          "arrays of type " + type + " have no ONNX form here; compute in FLOAT32");
    }
    return found;
  }

  /** One number in the type's own little-endian bytes. */
  static ByteBuffer bytes(DataType type, double... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.length * type.getNumOfBytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (double number : numbers) {
      switch (type) {
        case FLOAT32 -> bytes.putFloat((float) number);
        case FLOAT64 -> bytes.putDouble(number);
        case INT64 -> bytes.putLong((long) number);
        case INT32 -> bytes.putInt((int) number);
        case INT8, UINT8 -> bytes.put((byte) (long) number);
        case BOOLEAN -> bytes.put((byte) (number == 0 ? 0 : 1));
        default ->
            throw new UnsupportedCall(
                "numbers of type " + type + " have no ONNX form here; compute in FLOAT32");
      }
    }
    return bytes.flip();
  }
}
