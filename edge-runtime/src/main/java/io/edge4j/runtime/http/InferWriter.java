package io.edge4j.runtime.http;

import io.edge4j.model.ElementType;
import io.edge4j.model.Float16;
import io.edge4j.model.Tensor;
import io.edge4j.runtime.ModelInfo;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** Writes an inference answer of the Open Inference Protocol. */
final class InferWriter {
  private static final int USUAL_ANSWER = 512;

  /** Of a character in quotes: in UTF-8, a surrogate pair has four, and an escape six. */
  private static final int LONGEST_CHARACTER = 6;

  /** The field's name, and brackets. */
  private static final int AROUND_VALUES = 16;

  private final byte[] begin;

  InferWriter(ModelInfo model) {
    JsonWriter json = new JsonWriter(128).ascii("{\"model_name\":").string(model.name());
    if (!model.version().isEmpty()) {
      json.ascii(",\"model_version\":").string(model.version());
    }
    begin = json.toBytes();
  }

  /**
   * The answer with these outputs, in their order.
   *
   * @throws ProblemException for a value that is not finite, which JSON cannot tell
   */
  Answer write(InferRequest request, Map<String, Tensor> outputs, MemoryBudget.Loan loan)
      throws ProblemException {
    JsonWriter json = new JsonWriter(USUAL_ANSWER).raw(begin);
    if (request.id().isPresent()) {
      json.ascii(",\"id\":").string(request.id().get());
    }
    json.ascii(",\"outputs\":[");
    boolean first = true;
    boolean anyBinary = false;
    for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
      Tensor tensor = output.getValue();
      json.ascii(first ? "{\"name\":" : ",{\"name\":").string(output.getKey());
      first = false;
      describe(json, tensor);
      if (request.isBinary(output.getKey())) {
        anyBinary = true;
        json.ascii(",\"parameters\":{\"binary_data_size\":").number(size(tensor)).ascii("}}");
      } else {
        long text = textBytes(tensor);
        loan.require(text);
        json.room(Math.toIntExact(text)).ascii(",\"data\":");
        values(json, output.getKey(), tensor);
        json.ascii('}');
      }
    }
    json.ascii("]}");
    if (!anyBinary) {
      return Answer.json(json);
    }
    int jsonLength = json.length();
    for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
      if (request.isBinary(output.getKey())) {
        loan.require(size(output.getValue()));
        binary(json, output.getValue());
      }
    }
    return Answer.binary(json, jsonLength);
  }

  /** Datatype and shape, each after a comma. */
  static void describe(JsonWriter json, Tensor tensor) {
    json.ascii(",\"datatype\":\"")
        .ascii(Datatype.of(tensor.elementType()).orElseThrow().name())
        .ascii("\",\"shape\":[");
    List<Long> shape = tensor.shape();
    for (int axis = 0; axis < shape.size(); axis++) {
      if (axis > 0) {
        json.ascii(',');
      }
      json.number(shape.get(axis));
    }
    json.ascii(']');
  }

  private static long count(Tensor tensor) {
    long count = 1;
    for (long axis : tensor.shape()) {
      count = Math.multiplyExact(count, axis);
    }
    return count;
  }

  /** No fewer than the values take as text. */
  private static long textBytes(Tensor tensor) {
    Datatype datatype = Datatype.of(tensor.elementType()).orElseThrow();
    long bytes = count(tensor) * datatype.longestText() + AROUND_VALUES;
    if (datatype == Datatype.BYTES) {
      for (String text : tensor.strings()) {
        bytes += 2 + (long) LONGEST_CHARACTER * text.length();
      }
    }
    return bytes;
  }

  private static long size(Tensor tensor) {
    Datatype datatype = Datatype.of(tensor.elementType()).orElseThrow();
    if (datatype != Datatype.BYTES) {
      return count(tensor) * datatype.size();
    }
    long size = 0;
    for (String text : tensor.strings()) {
      size += Integer.BYTES + text.getBytes(StandardCharsets.UTF_8).length;
    }
    return size;
  }

  /**
   * All values, flat.
   *
   * @param name stands in the refusal of one that is not finite
   */
  static void values(JsonWriter json, String name, Tensor tensor) throws ProblemException {
    json.ascii('[');
    switch (tensor.elementType()) {
      case STRING -> strings(json, tensor.strings());
      case BOOL -> truths(json, (ByteBuffer) tensor.buffer());
      case UINT8 -> unsigned(json, (ByteBuffer) tensor.buffer());
      default -> numbers(json, name, tensor.buffer());
    }
    json.ascii(']');
  }

  private static void strings(JsonWriter json, String[] values) {
    for (int i = 0; i < values.length; i++) {
      separate(json, i);
      json.string(values[i]);
    }
  }

  private static void truths(JsonWriter json, ByteBuffer values) {
    for (int i = 0; i < values.limit(); i++) {
      separate(json, i);
      json.ascii(values.get(i) == 0 ? "false" : "true");
    }
  }

  private static void unsigned(JsonWriter json, ByteBuffer values) {
    for (int i = 0; i < values.limit(); i++) {
      separate(json, i);
      json.number((long) (values.get(i) & 0xff));
    }
  }

  private static void numbers(JsonWriter json, String name, Buffer values) throws ProblemException {
    for (int i = 0; i < values.limit(); i++) {
      separate(json, i);
      if (values instanceof FloatBuffer floats) {
        requireFinite(name, i, floats.get(i));
        json.number(floats.get(i));
      } else if (values instanceof DoubleBuffer doubles) {
        requireFinite(name, i, doubles.get(i));
        json.number(doubles.get(i));
      } else if (values instanceof LongBuffer longs) {
        json.number(longs.get(i));
      } else if (values instanceof IntBuffer ints) {
        json.number((long) ints.get(i));
      } else if (values instanceof ShortBuffer shorts) {
        json.number((long) shorts.get(i));
      } else {
        json.number((long) ((ByteBuffer) values).get(i));
      }
    }
  }

  private static void separate(JsonWriter json, int index) {
    if (index > 0) {
      json.ascii(',');
    }
  }

  private static void requireFinite(String name, int index, double value) throws ProblemException {
    if (!Double.isFinite(value)) {
      throw new ProblemException(
          HttpStatus.UNPROCESSABLE_ENTITY_422,
          "Output "
              + name
              + " is not finite: "
              + value
              + " at index "
              + index
              + ". Binary data can tell it, JSON cannot.");
    }
  }

  /** Values as they lie in memory, little-endian. */
  private static void binary(JsonWriter json, Tensor tensor) {
    if (tensor.elementType() == ElementType.STRING) {
      for (String text : tensor.strings()) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        json.append(Integer.BYTES).putInt(utf8.length);
        json.raw(utf8);
      }
      return;
    }
    ByteBuffer target = json.append((int) size(tensor));
    Buffer values = tensor.buffer();
    switch (tensor.elementType()) {
      case FLOAT16 -> {
        FloatBuffer floats = (FloatBuffer) values;
        while (floats.hasRemaining()) {
          target.putShort(Float16.fromFloat(floats.get()));
        }
      }
      case BFLOAT16 -> {
        FloatBuffer floats = (FloatBuffer) values;
        while (floats.hasRemaining()) {
          target.putShort((short) (Float.floatToRawIntBits(floats.get()) >>> Short.SIZE));
        }
      }
      case FLOAT -> target.asFloatBuffer().put((FloatBuffer) values);
      case DOUBLE -> target.asDoubleBuffer().put((DoubleBuffer) values);
      case INT64 -> target.asLongBuffer().put((LongBuffer) values);
      case INT32 -> target.asIntBuffer().put((IntBuffer) values);
      case INT16 -> target.asShortBuffer().put((ShortBuffer) values);
      default -> target.put((ByteBuffer) values);
    }
  }
}
