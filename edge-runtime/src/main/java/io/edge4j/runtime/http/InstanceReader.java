package io.edge4j.runtime.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Reads the samples of a request. As JSON, {@code {"inputs": ...}} with one sample, flat or nested
 * by the model's shape, or a list of such samples; as bytes, little-endian float32 values, sample
 * after sample.
 */
final class InstanceReader {
  private static final String FIELD = "inputs";

  private final List<Long> sampleShape;
  private final int sampleSize;
  private final int maxInstances;

  InstanceReader(List<Long> sampleShape, int maxInstances) {
    this.sampleShape = List.copyOf(sampleShape);
    this.sampleSize =
        Math.toIntExact(sampleShape.stream().reduce(1L, (a, b) -> Math.multiplyExact(a, b)));
    this.maxInstances = maxInstances;
  }

  /** The samples of a JSON body. */
  List<float[]> json(byte[] bytes, int offset, int length) throws ProblemException {
    Floats floats = null;
    try (JsonParser parser = Json.FACTORY.createParser(bytes, offset, length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        if (parser.currentToken() == null) {
          throw new ProblemException(HttpStatus.BAD_REQUEST_400, "The body is empty.");
        }
        throw wrong("", "expected an object with the field \"inputs\", found " + found(parser));
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean inputs = parser.currentName().equals(FIELD);
        JsonToken value = parser.nextToken();
        if (!inputs) {
          parser.skipChildren();
        } else if (floats != null) {
          throw wrong("/inputs", "the field occurs twice");
        } else if (value != JsonToken.START_ARRAY) {
          throw wrong("/inputs", "expected an array of numbers, found " + found(parser));
        } else {
          floats = new Floats(Math.max(2, sampleShape.size() + 1), sampleSize, maxInstances);
          floats.read(parser);
        }
      }
      if (parser.nextToken() != null) {
        throw new ProblemException(
            HttpStatus.BAD_REQUEST_400, "Something follows the JSON document.");
      }
    } catch (JsonProcessingException e) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST_400, "The body is no valid JSON: " + message(e));
    } catch (IOException e) {
      throw new ProblemException(
          HttpStatus.BAD_REQUEST_400, "The body is no valid JSON: " + e.getMessage());
    }
    if (floats == null) {
      throw wrong("/inputs", "the field is missing");
    }
    return instances(floats);
  }

  /** The samples of a binary body. */
  List<float[]> bytes(byte[] bytes, int offset, int length) throws ProblemException {
    int bytesEach = Math.multiplyExact(sampleSize, Float.BYTES);
    if (length == 0 || length % bytesEach != 0) {
      throw wrong(
          "",
          "expected a multiple of "
              + bytesEach
              + " bytes (float32 values of shape "
              + sampleShape
              + "), found "
              + length);
    }
    int count = length / bytesEach;
    requireCount(count);
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
    List<float[]> instances = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      float[] instance = new float[sampleSize];
      for (int j = 0; j < sampleSize; j++) {
        instance[j] = buffer.getFloat();
        if (!Float.isFinite(instance[j])) {
          throw wrong("/" + i + "/" + j, "expected a finite number, found " + instance[j]);
        }
      }
      instances.add(instance);
    }
    return instances;
  }

  /** Which of the four allowed shapes it is. */
  private List<float[]> instances(Floats floats) throws ProblemException {
    List<Long> shape = floats.shape();
    List<Long> flat = List.of((long) sampleSize);
    if (floats.size() == 0) {
      throw wrong("/inputs", "expected at least one sample, found none");
    }
    if (shape.equals(sampleShape) || shape.equals(flat)) {
      return List.of(floats.slice(0, sampleSize));
    }
    List<Long> each = shape.subList(1, shape.size());
    if (!each.equals(sampleShape) && !each.equals(flat)) {
      throw wrong(
          "/inputs",
          "expected shape " + sampleShape + " or " + flat + ", or a list of them, found " + shape);
    }
    int count = Math.toIntExact(shape.get(0));
    requireCount(count);
    List<float[]> instances = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      instances.add(floats.slice(i * sampleSize, sampleSize));
    }
    return instances;
  }

  private void requireCount(int count) throws ProblemException {
    if (count > maxInstances) {
      throw wrong("/inputs", "expected at most " + maxInstances + " samples, found " + count);
    }
  }

  static ProblemException wrong(String pointer, String detail) {
    return new ProblemException(
        HttpStatus.UNPROCESSABLE_ENTITY_422,
        pointer,
        pointer.isEmpty() ? "The body: " + detail + "." : pointer + ": " + detail + ".");
  }

  static String found(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NULL -> "null";
      case VALUE_TRUE, VALUE_FALSE -> "a boolean";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      default -> "something else";
    };
  }

  private static String message(JsonProcessingException e) {
    String place =
        e.getLocation() == null ? "" : " at byte " + Math.max(0, e.getLocation().getByteOffset());
    return e.getOriginalMessage() + place;
  }

  /** Numbers in nested arrays, checked to be regular while they are read. */
  private static final class Floats {
    private final long[] lengths;
    private final long[] index;
    private final int most;
    private int depth;
    private int rank;
    private float[] values;
    private int size;

    Floats(int maxDepth, int sampleSize, int maxInstances) {
      lengths = new long[maxDepth];
      index = new long[maxDepth];
      Arrays.fill(lengths, -1);
      most = (int) Math.min(Integer.MAX_VALUE - 8, (long) sampleSize * (maxInstances + 1));
      values = new float[Math.min(most, sampleSize)];
    }

    /** Reads from an array's start to its end. */
    void read(JsonParser parser) throws IOException, ProblemException {
      enter();
      while (depth > 0) {
        JsonToken token = parser.nextToken();
        if (token == null) {
          throw new ProblemException(HttpStatus.BAD_REQUEST_400, "The body ends inside an array.");
        }
        switch (token) {
          case START_ARRAY -> enter();
          case END_ARRAY -> leave();
          case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> add(parser);
          default -> throw wrong(pointer(), "expected a number, found " + found(parser));
        }
      }
    }

    private void enter() throws ProblemException {
      if (depth == lengths.length || (rank > 0 && depth == rank)) {
        throw wrong(pointer(), "expected a number, found an array");
      }
      index[depth++] = 0;
    }

    private void leave() throws ProblemException {
      if (rank == 0) {
        rank = depth;
      }
      depth--;
      if (lengths[depth] < 0) {
        lengths[depth] = index[depth];
      } else if (lengths[depth] != index[depth]) {
        throw wrong(
            pointer(), "expected " + lengths[depth] + " elements as before, found " + index[depth]);
      }
      if (depth > 0) {
        index[depth - 1]++;
      }
    }

    private void add(JsonParser parser) throws IOException, ProblemException {
      if (rank == 0) {
        rank = depth;
      }
      if (depth != rank) {
        throw wrong(pointer(), "expected an array, found a number");
      }
      float value = parser.getFloatValue();
      if (!Float.isFinite(value)) {
        throw wrong(pointer(), "expected a finite number, found " + parser.getText());
      }
      if (size == values.length) {
        if (size >= most) {
          throw wrong("/inputs", "expected fewer than " + most + " numbers, found more");
        }
        values = Arrays.copyOf(values, (int) Math.min(most, 2L * size));
      }
      values[size++] = value;
      index[depth - 1]++;
    }

    private String pointer() {
      StringBuilder pointer = new StringBuilder("/inputs");
      for (int i = 0; i < depth; i++) {
        pointer.append('/').append(index[i]);
      }
      return pointer.toString();
    }

    List<Long> shape() {
      return Arrays.stream(lengths, 0, rank).boxed().toList();
    }

    int size() {
      return size;
    }

    float[] slice(int from, int count) {
      return from == 0 && values.length == count
          ? values
          : Arrays.copyOfRange(values, from, from + count);
    }
  }
}
