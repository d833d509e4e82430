package io.edge4j.maven.dataset.tensors;

import io.edge4j.model.ElementType;
import io.edge4j.model.Float16;
import io.edge4j.model.Tensor;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** A tensor that takes numbers of other types, as long as its own type has exactly these. */
final class ExactTensor {
  /** From here on there are doubles, but no longs. */
  private static final double LONGS_END = 0x1p63;

  private final ElementType type;
  private final Buffer values;

  /**
   * @param type what a tensor can hold, but no texts
   * @param length how many numbers will be put
   */
  ExactTensor(ElementType type, int length) {
    this.type = type;
    this.values =
        switch (type) {
          case FLOAT, FLOAT16, BFLOAT16 -> FloatBuffer.allocate(length);
          case DOUBLE -> DoubleBuffer.allocate(length);
          case INT64 -> LongBuffer.allocate(length);
          case INT32 -> IntBuffer.allocate(length);
          case INT16 -> ShortBuffer.allocate(length);
          case INT8, UINT8, BOOL -> ByteBuffer.allocate(length);
          default ->
              throw new IllegalArgumentException("there is no tensor of type " + type.onnxName());
        };
  }

  /**
   * Whether every number of one type is also one of the other, so that none has to be looked at.
   */
  static boolean holdsAll(ElementType from, ElementType to) {
    if (from == to || from == ElementType.BOOL) {
      return true;
    }
    if (from.isFloatingPoint()) {
      return to.isFloatingPoint() && from.bits() < to.bits();
    }
    boolean unsigned = from.onnxName().startsWith("u");
    int magnitudeBits = unsigned ? from.bits() : from.bits() - 1;
    return switch (to) {
      case DOUBLE -> magnitudeBits <= 53;
      case FLOAT -> magnitudeBits <= 24;
      case INT64, INT32, INT16, INT8 -> magnitudeBits < to.bits();
      case UINT8 -> unsigned && magnitudeBits <= to.bits();
      default -> false;
    };
  }

  /** Puts the next number; false when the type does not have it. */
  boolean put(double number) {
    return switch (type) {
      case FLOAT -> put(number, (float) number);
      case FLOAT16 -> put(number, Float16.toFloat(Float16.fromFloat((float) number)));
      case BFLOAT16 ->
          put(number, Float.intBitsToFloat(Float.floatToRawIntBits((float) number) & 0xffff0000));
      case DOUBLE -> {
        ((DoubleBuffer) values).put(number);
        yield true;
      }
      default ->
          number == Math.rint(number)
              && number >= -LONGS_END
              && number < LONGS_END
              && put((long) number);
    };
  }

  private boolean put(double number, float nearest) {
    ((FloatBuffer) values).put(nearest);
    return nearest == number || Double.isNaN(number);
  }

  /** Puts the next number; false when the type does not have it. */
  boolean put(long number) {
    switch (type) {
      case INT64 -> ((LongBuffer) values).put(number);
      case INT32 -> ((IntBuffer) values).put((int) number);
      case INT16 -> ((ShortBuffer) values).put((short) number);
      case INT8, UINT8, BOOL -> ((ByteBuffer) values).put((byte) number);
      default -> {
        double floating = number;
        return put(floating) && floating < LONGS_END && (long) floating == number;
      }
    }
    return switch (type) {
      case INT32 -> number == (int) number;
      case INT16 -> number == (short) number;
      case INT8 -> number == (byte) number;
      case UINT8 -> number >= 0 && number <= 255;
      case BOOL -> number == 0 || number == 1;
      default -> true;
    };
  }

  /** The tensor, when all numbers were put. */
  Tensor shaped(long... shape) {
    return Tensor.of(type, values.flip(), shape);
  }
}
