package io.edge4j.runtime.http;

import io.edge4j.model.ElementType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names of element types in the Open Inference Protocol. */
enum Datatype {
  BOOL(ElementType.BOOL),
  UINT8(ElementType.UINT8),
  UINT16(ElementType.UINT16),
  UINT32(ElementType.UINT32),
  UINT64(ElementType.UINT64),
  INT8(ElementType.INT8),
  INT16(ElementType.INT16),
  INT32(ElementType.INT32),
  INT64(ElementType.INT64),
  FP16(ElementType.FLOAT16),
  BF16(ElementType.BFLOAT16),
  FP32(ElementType.FLOAT),
  FP64(ElementType.DOUBLE),
  BYTES(ElementType.STRING);

  private static final Map<String, Datatype> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(Datatype::name, Function.identity()));
  private static final Map<ElementType, Datatype> BY_TYPE =
      Arrays.stream(values()).collect(Collectors.toMap(Datatype::elementType, Function.identity()));

  private final ElementType elementType;

  Datatype(ElementType elementType) {
    this.elementType = elementType;
  }

  ElementType elementType() {
    return elementType;
  }

  /** Bytes of one value in binary data; 0 for {@link #BYTES}. */
  int size() {
    return elementType.bits() / Byte.SIZE;
  }

  /** Characters of the longest number in JSON, and the comma before it; of text, a comma. */
  int longestText() {
    return switch (this) {
      case BOOL -> ",false".length();
      case UINT8 -> ",255".length();
      case INT8 -> ",-128".length();
      case INT16, UINT16 -> ",-32768".length();
      case INT32, UINT32 -> ",-2147483648".length();
      case INT64, UINT64 -> ",-9223372036854775808".length();
      case FP16, BF16, FP32 -> ",-1.17549435E-38".length();
      case FP64 -> ",-1.7976931348623157E-308".length();
      case BYTES -> ",".length();
    };
  }

  static Optional<Datatype> ofName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Empty for a type that the protocol has not. */
  static Optional<Datatype> of(ElementType type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }
}
