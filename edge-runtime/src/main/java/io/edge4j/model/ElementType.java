package io.edge4j.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The element types of ONNX tensors. Codes are those of {@code TensorProto.DataType} (onnx.proto3,
 * ONNX 1.17).
 *
 * @since 0.1.0
 */
public enum ElementType {
  FLOAT(1, 32),
  UINT8(2, 8),
  INT8(3, 8),
  UINT16(4, 16),
  INT16(5, 16),
  INT32(6, 32),
  INT64(7, 64),
  /** Texts have no fixed size. */
  STRING(8, 0),
  BOOL(9, 8),
  FLOAT16(10, 16),
  DOUBLE(11, 64),
  UINT32(12, 32),
  UINT64(13, 64),
  COMPLEX64(14, 64),
  COMPLEX128(15, 128),
  BFLOAT16(16, 16),
  FLOAT8E4M3FN(17, 8),
  FLOAT8E4M3FNUZ(18, 8),
  FLOAT8E5M2(19, 8),
  FLOAT8E5M2FNUZ(20, 8),
  UINT4(21, 4),
  INT4(22, 4);

  private final int code;
  private final int bits;

  ElementType(int code, int bits) {
    this.code = code;
    this.bits = bits;
  }

  /** The number that ONNX files hold for this type. */
  public int code() {
    return code;
  }

  /** Bits of one element; 0 for {@link #STRING}. */
  public int bits() {
    return bits;
  }

  /** The usual spelling, for example {@code float} or {@code int64}. */
  public String onnxName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether values are numbers with a fraction, of whatever width. */
  public boolean isFloatingPoint() {
    return switch (this) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  /** Whether values are whole numbers, signed or not; {@link #BOOL} is none. */
  public boolean isInteger() {
    return switch (this) {
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, INT4, UINT4 -> true;
      default -> false;
    };
  }

  /** The type of that code; empty for one that later versions of ONNX brought. */
  public static Optional<ElementType> ofCode(int code) {
    return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
  }

  /** The type of that {@link #onnxName()}. */
  public static Optional<ElementType> ofName(String onnxName) {
    return Arrays.stream(values()).filter(type -> type.onnxName().equals(onnxName)).findFirst();
  }
}
