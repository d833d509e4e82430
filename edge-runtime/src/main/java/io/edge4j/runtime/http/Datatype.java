package io.edge4j.runtime.http;

import io.edge4j.model.ElementType;
import java.util.Arrays;
import java.util.Optional;

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

  static Optional<Datatype> ofName(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }

  /** Empty for a type that the protocol has not. */
  static Optional<Datatype> of(ElementType type) {
    return Arrays.stream(values()).filter(known -> known.elementType == type).findFirst();
  }
}
