package io.edge4j.runtime.http;

import io.edge4j.model.ElementType;
import io.edge4j.model.Tensor;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Reads the values of a tensor from JSON: flat, or nested by its shape. */
final class TensorText {
  private static final int STRING_BYTES = 56;

  private final JsonCursor json;
  private final MemoryBudget.Loan loan;
  private final JsonPointer pointer;
  private final long[] shape;
  private final int count;

  /**
   * @param json stands at the array
   * @param pointer JSON pointer to it
   * @param count how many values the shape has
   */
  TensorText(
      JsonCursor json, MemoryBudget.Loan loan, JsonPointer pointer, long[] shape, int count) {
    this.json = json;
    this.loan = loan;
    this.pointer = pointer;
    this.shape = shape.clone();
    this.count = count;
  }

  /** Reads some values that follow each other. */
  private interface Run {
    /**
     * Reads at least one.
     *
     * @param from index of the first
     * @return index behind the last
     */
    int read(int from) throws ProblemException;
  }

  Tensor read(ElementType type) throws ProblemException {
    return switch (type) {
      case FLOAT, FLOAT16, BFLOAT16 -> {
        float[] values = new float[held(Float.BYTES)];
        array(0, 0, from -> more(from, json.floats(values, from), "a finite number"));
        yield Tensor.of(type, FloatBuffer.wrap(values), shape);
      }
      case DOUBLE -> {
        double[] values = new double[held(Double.BYTES)];
        array(
            0,
            0,
            from -> {
              values[from] = number(from);
              return from + 1;
            });
        yield Tensor.of(type, DoubleBuffer.wrap(values), shape);
      }
      case INT64, INT32, INT16, INT8, UINT8 -> {
        long[] values = new long[held(Long.BYTES)];
        array(0, 0, from -> more(from, json.longs(values, from), "a whole number"));
        yield Tensor.of(type, narrowed(type, values), shape);
      }
      case BOOL -> {
        ByteBuffer values = ByteBuffer.allocate(held(Byte.BYTES));
        array(
            0,
            0,
            from -> {
              values.put(from, (byte) (truth(from) ? 1 : 0));
              return from + 1;
            });
        yield Tensor.of(type, values, shape);
      }
      case STRING -> {
        String[] values = new String[held(Long.BYTES)];
        array(
            0,
            0,
            from -> {
              if (json.peek() != '"') {
                throw unexpected("a string", from);
              }
              values[from] = json.string();
              loan.require(STRING_BYTES + values[from].length());
              return from + 1;
            });
        yield Tensor.of(values, shape);
      }
      default -> throw unsupported(pointer, type);
    };
  }

  static ProblemException unsupported(JsonPointer pointer, ElementType type) {
    return InstanceReader.wrong(
        pointer, "values of type " + type.onnxName() + " are not supported");
  }

  /** Asks for the memory of an array, and of its copy in the tensor. */
  private int held(int bytesEach) throws ProblemException {
    loan.require(2L * bytesEach * count);
    return count;
  }

  /**
   * Reads an array, with those that lie in it.
   *
   * @return index behind its last value
   */
  private int array(int depth, int from, Run run) throws ProblemException {
    if (json.peek() != '[') {
      throw InstanceReader.wrong(pointer, "expected an array");
    }
    json.expect('[');
    int to = from;
    int elements = 0;
    boolean nested = json.peek() == '[';
    if (nested && depth + 1 >= shape.length) {
      throw InstanceReader.wrong(pointer, "arrays are nested deeper than the shape has axes");
    }
    for (boolean first = true; json.next(']', first); first = false) {
      if (nested) {
        to = array(depth + 1, to, run);
        elements++;
      } else if (to == count) {
        throw InstanceReader.wrong(pointer, "expected " + count + " values, found more");
      } else {
        int before = to;
        to = run.read(before);
        elements += to - before;
      }
    }
    boolean flat = depth == 0 && !nested;
    long expected = flat ? count : shape[depth];
    boolean innermost = depth == shape.length - 1 || expected == 0;
    if (elements != expected || (!flat && !nested && !innermost)) {
      throw InstanceReader.wrong(
          pointer,
          "expected "
              + expected
              + (flat ? " values" : " elements along axis " + depth)
              + ", found "
              + elements);
    }
    return to;
  }

  private int more(int from, int to, String expected) throws ProblemException {
    if (to == from) {
      throw unexpected(expected, from);
    }
    return to;
  }

  private double number(int index) throws ProblemException {
    int next = json.peek();
    if (next != '-' && (next < '0' || next > '9')) {
      throw unexpected("a number", index);
    }
    String number = json.number();
    double value =
        number.length() > JsonFormat.LONGEST_NUMBER ? Double.NaN : Double.parseDouble(number);
    if (!Double.isFinite(value)) {
      throw InstanceReader.wrong(
          pointer.in(index), "expected a finite number", ", found " + number);
    }
    return value;
  }

  private boolean truth(int index) throws ProblemException {
    int next = json.peek();
    if (next != 't' && next != 'f') {
      throw unexpected("true or false", index);
    }
    return json.truth();
  }

  private ProblemException unexpected(String expected, int index) throws ProblemException {
    String found =
        switch (json.peek()) {
          case '"' -> "a string";
          case '[' -> "an array";
          case '{' -> "an object";
          case 't', 'f' -> "a truth value";
          case 'n' -> "null";
          case 'N' -> "NaN";
          case 'I' -> "Infinity";
          default -> json.number();
        };
    return InstanceReader.wrong(pointer.in(index), "expected " + expected, ", found " + found);
  }

  private Buffer narrowed(ElementType type, long[] values) throws ProblemException {
    switch (type) {
      case INT64 -> {
        return LongBuffer.wrap(values);
      }
      case INT32 -> {
        IntBuffer ints = IntBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
          ints.put(i, (int) within(values, i, Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        return ints;
      }
      case INT16 -> {
        ShortBuffer shorts = ShortBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
          shorts.put(i, (short) within(values, i, Short.MIN_VALUE, Short.MAX_VALUE));
        }
        return shorts;
      }
      default -> {
        boolean unsigned = type == ElementType.UINT8;
        ByteBuffer bytes = ByteBuffer.allocate(count);
        for (int i = 0; i < count; i++) {
          bytes.put(
              i,
              (byte)
                  within(
                      values, i, unsigned ? 0 : Byte.MIN_VALUE, unsigned ? 255 : Byte.MAX_VALUE));
        }
        return bytes;
      }
    }
  }

  private long within(long[] values, int index, long least, long most) throws ProblemException {
    if (values[index] < least || values[index] > most) {
      throw InstanceReader.wrong(
          pointer.in(index),
          "expected a number from " + least + " to " + most,
          ", found " + values[index]);
    }
    return values[index];
  }
}
