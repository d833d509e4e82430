package io.edge4j.runtime.http;

import io.edge4j.model.ElementType;
import io.edge4j.model.Float16;
import io.edge4j.model.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads an inference request of the Open Inference Protocol: a JSON object, and behind it the
 * binary data of those inputs whose values do not stand in it. Fields and parameters that are not
 * known here are passed over.
 */
final class InferReader {
  private static final int MOST_AXES = 64;
  private static final int FEW_AXES = 8;
  private static final int LENGTH_BYTES = 4;
  private static final int STRING_BYTES = 56;

  private static final JsonPointer INPUTS = JsonPointer.of("inputs");
  private static final JsonPointer OUTPUTS = JsonPointer.of("outputs");

  private final byte[] bytes;
  private final int length;
  private final MemoryBudget.Loan loan;
  private final JsonCursor json;

  /** Where the binary data of the next input begins. */
  private int binaryAt;

  private Optional<String> id = Optional.empty();
  private boolean binary;
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();
  private final Map<String, Optional<Boolean>> outputs = new LinkedHashMap<>();

  private InferReader(byte[] bytes, int length, int jsonLength, MemoryBudget.Loan loan) {
    this.bytes = bytes;
    this.length = length;
    this.loan = loan;
    this.binaryAt = jsonLength;
    this.json = new JsonCursor(bytes, 0, jsonLength);
  }

  /**
   * Reads a request.
   *
   * @param jsonLength bytes of the JSON object; the rest is binary data
   */
  static InferRequest read(byte[] bytes, int length, int jsonLength, MemoryBudget.Loan loan)
      throws ProblemException {
    return new InferReader(bytes, length, jsonLength, loan).request();
  }

  private InferRequest request() throws ProblemException {
    if (json.peek() == JsonCursor.END) {
      throw new ProblemException(HttpStatus.BAD_REQUEST_400, "The body is empty.");
    }
    if (json.peek() != '{') {
      throw InstanceReader.wrong("", "expected an object with the field \"inputs\"");
    }
    if (!json.endsOutsideNumbers()) {
      json.skip();
      throw json.malformed();
    }
    json.expect('{');
    boolean found = false;
    for (boolean first = true; json.next('}', first); first = false) {
      switch (json.name()) {
        case "id" -> id = Optional.of(string(JsonPointer.of("id")));
        case "parameters" ->
            binary = flag("binary_data_output", JsonPointer.of("parameters")).orElse(false);
        case "inputs" -> {
          found = true;
          inputs();
        }
        case "outputs" -> outputs();
        default -> json.skip();
      }
    }
    if (json.peek() != JsonCursor.END) {
      throw json.malformed();
    }
    if (!found) {
      throw InstanceReader.wrong(INPUTS, "the field is missing");
    }
    if (binaryAt != length) {
      throw InstanceReader.wrong(
          "", (length - binaryAt) + " bytes follow the binary data of the last input");
    }
    return new InferRequest(id, inputs, outputs, binary);
  }

  private String string(JsonPointer pointer) throws ProblemException {
    if (json.peek() != '"') {
      throw InstanceReader.wrong(pointer, "expected a string");
    }
    return json.string();
  }

  private void open(char bracket, JsonPointer pointer) throws ProblemException {
    if (!json.take(bracket)) {
      throw InstanceReader.wrong(
          pointer, "expected " + (bracket == '[' ? "an array" : "an object"));
    }
  }

  private void inputs() throws ProblemException {
    open('[', INPUTS);
    for (int i = 0; json.next(']', i == 0); i++) {
      input(INPUTS.in(i));
    }
  }

  private void input(JsonPointer pointer) throws ProblemException {
    open('{', pointer);
    String name = null;
    Datatype datatype = null;
    long[] shape = null;
    Optional<Long> binarySize = Optional.empty();
    Tensor tensor = null;
    int dataAt = -1;
    for (boolean first = true; json.next('}', first); first = false) {
      switch (json.name()) {
        case "name" -> name = string(pointer.in("name"));
        case "datatype" -> datatype = datatype(pointer.in("datatype"));
        case "shape" -> shape = shape(pointer.in("shape"));
        case "parameters" -> binarySize = binarySize(pointer.in("parameters"));
        case "data" -> {
          json.peek();
          dataAt = json.position();
          if (datatype == null || shape == null) {
            json.skip();
          } else {
            tensor = text(json, pointer, datatype, shape);
          }
        }
        default -> json.skip();
      }
    }
    String given = require(name, pointer.in("name"));
    Datatype type = require(datatype, pointer.in("datatype"));
    long[] axes = require(shape, pointer.in("shape"));
    if (binarySize.isPresent() && dataAt < 0) {
      tensor = binary(pointer, type, axes, binarySize.get());
    } else if (binarySize.isPresent()) {
      throw InstanceReader.wrong(
          pointer.in("data"), "the input has both data and the parameter binary_data_size");
    } else if (dataAt < 0) {
      throw InstanceReader.wrong(pointer.in("data"), "the field is missing");
    } else if (tensor == null) {
      tensor = text(new JsonCursor(bytes, dataAt, json.position()), pointer, type, axes);
    }
    if (inputs.put(given, tensor) != null) {
      throw InstanceReader.wrong(pointer.in("name"), "the input occurs twice");
    }
  }

  private static <T> T require(@Nullable T field, JsonPointer pointer) throws ProblemException {
    if (field == null) {
      throw InstanceReader.wrong(pointer, "the field is missing");
    }
    return field;
  }

  private Datatype datatype(JsonPointer pointer) throws ProblemException {
    String name = string(pointer);
    return Datatype.ofName(name)
        .orElseThrow(
            () ->
                InstanceReader.wrong(
                    pointer,
                    "expected a datatype such as FP32, INT64 or BYTES",
                    ", found " + name));
  }

  private long[] shape(JsonPointer pointer) throws ProblemException {
    open('[', pointer);
    long[] axes = new long[FEW_AXES];
    int rank = 0;
    for (boolean first = true; json.next(']', first); first = false) {
      if (rank == axes.length) {
        if (rank == MOST_AXES) {
          throw InstanceReader.wrong(pointer, "expected at most " + MOST_AXES + " axes");
        }
        axes = Arrays.copyOf(axes, MOST_AXES);
      }
      int before = rank;
      rank = json.longs(axes, before);
      if (rank == before) {
        throw InstanceReader.wrong(pointer.in(rank), "expected a whole number");
      }
    }
    for (int i = 0; i < rank; i++) {
      if (axes[i] < 0) {
        throw InstanceReader.wrong(
            pointer.in(i), "expected a size of at least 0", ", found " + axes[i]);
      }
    }
    return Arrays.copyOf(axes, rank);
  }

  private static int count(JsonPointer pointer, long[] shape) throws ProblemException {
    long count = 1;
    for (long axis : shape) {
      if (axis == 0) {
        return 0;
      }
      if (count > Integer.MAX_VALUE / axis) {
        throw InstanceReader.wrong(pointer.in("shape"), "expected fewer values");
      }
      count *= axis;
    }
    return (int) count;
  }

  private Tensor text(JsonCursor cursor, JsonPointer pointer, Datatype datatype, long[] shape)
      throws ProblemException {
    int count = count(pointer, shape);
    return new TensorText(cursor, loan, pointer.in("data"), shape, count)
        .read(datatype.elementType());
  }

  /** The flag of that name among parameters; others are passed over. */
  private Optional<Boolean> flag(String wanted, JsonPointer pointer) throws ProblemException {
    open('{', pointer);
    Optional<Boolean> flag = Optional.empty();
    for (boolean first = true; json.next('}', first); first = false) {
      if (!json.name().equals(wanted)) {
        json.skip();
      } else if (json.peek() == 't' || json.peek() == 'f') {
        flag = Optional.of(json.truth());
      } else {
        throw InstanceReader.wrong(pointer.in(wanted), "expected true or false");
      }
    }
    return flag;
  }

  private Optional<Long> binarySize(JsonPointer pointer) throws ProblemException {
    open('{', pointer);
    Optional<Long> size = Optional.empty();
    long[] value = new long[1];
    for (boolean first = true; json.next('}', first); first = false) {
      if (!json.name().equals("binary_data_size")) {
        json.skip();
      } else {
        json.peek();
        if (json.longs(value, 0) == 0 || value[0] < 0) {
          throw InstanceReader.wrong(
              pointer.in("binary_data_size"), "expected a number of bytes, at least 0");
        }
        size = Optional.of(value[0]);
      }
    }
    return size;
  }

  private void outputs() throws ProblemException {
    open('[', OUTPUTS);
    for (int i = 0; json.next(']', i == 0); i++) {
      JsonPointer pointer = OUTPUTS.in(i);
      open('{', pointer);
      String name = null;
      Optional<Boolean> wanted = Optional.empty();
      for (boolean first = true; json.next('}', first); first = false) {
        switch (json.name()) {
          case "name" -> name = string(pointer.in("name"));
          case "parameters" -> wanted = flag("binary_data", pointer.in("parameters"));
          default -> json.skip();
        }
      }
      if (outputs.put(require(name, pointer.in("name")), wanted) != null) {
        throw InstanceReader.wrong(pointer.in("name"), "the output occurs twice");
      }
    }
  }

  private Tensor binary(JsonPointer pointer, Datatype datatype, long[] shape, long size)
      throws ProblemException {
    if (size > length - binaryAt) {
      throw InstanceReader.wrong(
          pointer.in("parameters").in("binary_data_size"),
          "expected at most the " + (length - binaryAt) + " bytes that are left",
          ", found " + size);
    }
    int count = count(pointer, shape);
    if (datatype != Datatype.BYTES && size != (long) count * datatype.size()) {
      throw InstanceReader.wrong(
          pointer.in("parameters").in("binary_data_size"),
          "expected " + (long) count * datatype.size() + " bytes for the shape",
          ", found " + size);
    }
    ByteBuffer data = ByteBuffer.wrap(bytes, binaryAt, (int) size).slice();
    data.order(ByteOrder.LITTLE_ENDIAN);
    binaryAt += (int) size;
    loan.require(2 * size);
    ElementType type = datatype.elementType();
    return switch (datatype) {
      case FP32 -> Tensor.of(type, data.asFloatBuffer(), shape);
      case FP64 -> Tensor.of(type, data.asDoubleBuffer(), shape);
      case INT64 -> Tensor.of(type, data.asLongBuffer(), shape);
      case INT32 -> Tensor.of(type, data.asIntBuffer(), shape);
      case INT16 -> Tensor.of(type, data.asShortBuffer(), shape);
      case INT8, UINT8 -> Tensor.of(type, data, shape);
      case BOOL -> Tensor.of(type, truths(pointer, data), shape);
      case FP16, BF16 -> Tensor.of(type, floats(datatype, data, count), shape);
      case BYTES -> Tensor.of(strings(pointer, data, count), shape);
      default -> throw TensorText.unsupported(pointer.in("datatype"), type);
    };
  }

  private static ByteBuffer truths(JsonPointer pointer, ByteBuffer data) throws ProblemException {
    for (int i = 0; i < data.limit(); i++) {
      if (data.get(i) != 0 && data.get(i) != 1) {
        throw InstanceReader.wrong(
            pointer.in("data").in(i), "expected a byte of 0 or 1", ", found " + data.get(i));
      }
    }
    return data;
  }

  private FloatBuffer floats(Datatype datatype, ByteBuffer data, int count)
      throws ProblemException {
    loan.require((long) Float.BYTES * count);
    FloatBuffer floats = FloatBuffer.allocate(count);
    while (floats.hasRemaining()) {
      short bits = data.getShort();
      floats.put(
          datatype == Datatype.FP16
              ? Float16.toFloat(bits)
              : Float.intBitsToFloat(bits << Short.SIZE));
    }
    return floats.flip();
  }

  /** Each with its length in front. */
  private String[] strings(JsonPointer pointer, ByteBuffer data, int count)
      throws ProblemException {
    loan.require(2L * Long.BYTES * count);
    String[] strings = new String[count];
    for (int i = 0; i < count; i++) {
      int size = data.remaining() < LENGTH_BYTES ? -1 : data.getInt();
      if (size < 0 || size > data.remaining()) {
        throw InstanceReader.wrong(pointer.in("data").in(i), "its length goes beyond the data");
      }
      loan.require(STRING_BYTES + size);
      ByteBuffer text = data.slice(data.position(), size);
      data.position(data.position() + size);
      try {
        strings[i] = StandardCharsets.UTF_8.newDecoder().decode(text).toString();
      } catch (CharacterCodingException e) {
        throw InstanceReader.wrong(pointer.in("data").in(i), "the bytes are no UTF-8");
      }
    }
    if (data.hasRemaining()) {
      throw InstanceReader.wrong(
          pointer.in("data"), data.remaining() + " bytes follow the last string");
    }
    return strings;
  }
}
