package io.edge4j.maven.export;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxJavaType;
import java.util.Map;

/** DJL's element types as ONNX Runtime's Java binding names them. */
final class OnnxTypes {
  private static final Map<DataType, OnnxJavaType> TYPES =
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

  static OnnxJavaType of(DataType type) {
    OnnxJavaType java = TYPES.get(type);
    if (java == null) {
      throw new UnsupportedCall("arrays of type " + type + " have no ONNX form here");
    }
    return java;
  }
}
