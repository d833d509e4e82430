package io.edge4j.maven.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** What ONNX says about the size and name of tensor elements. */
final class ElementType {
  private ElementType() {}

  /**
   * Bits of one element in {@code raw_data}; 0 for strings and for types that this version of ONNX
   * does not know.
   */
  static int bits(int type) {
    DataType known = DataType.forNumber(type);
    if (known == null) {
      return 0;
    }
    return switch (known) {
      case DOUBLE, INT64, UINT64, COMPLEX64 -> 64;
      case COMPLEX128 -> 128;
      case FLOAT, INT32, UINT32 -> 32;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 16;
      case INT8, UINT8, BOOL, FLOAT8E4M3FN, FLOAT8E4M3FNUZ, FLOAT8E5M2, FLOAT8E5M2FNUZ -> 8;
      case INT4, UINT4 -> 4;
      case STRING, UNDEFINED -> 0;
    };
  }

  static String name(int type) {
    DataType known = DataType.forNumber(type);
    return known == null ? "element type " + type : known.name();
  }
}
