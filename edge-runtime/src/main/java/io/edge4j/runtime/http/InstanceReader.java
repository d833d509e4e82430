package io.edge4j.runtime.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
  private final AtomicReference<float[]> handedOn = new AtomicReference<>();

  InstanceReader(List<Long> sampleShape, int maxInstances) {
    this.sampleShape = List.copyOf(sampleShape);
    this.sampleSize =
        Math.toIntExact(sampleShape.stream().reduce(1L, (a, b) -> Math.multiplyExact(a, b)));
    this.maxInstances = maxInstances;
  }

  /** How many values one sample has. */
  int sampleSize() {
    return sampleSize;
  }

  /** The samples of a JSON body, one after the other. */
  FloatBuffer json(byte[] bytes, int length, MemoryBudget.Loan loan) throws ProblemException {
    loan.require((long) Float.BYTES * sampleSize);
    NestedFloats floats = floats(loan);
    if (!PlainBody.read(bytes, length, floats)) {
      floats = parse(bytes, length, loan);
    }
    requireSamples(floats);
    return FloatBuffer.wrap(floats.array(), 0, floats.size());
  }

  private NestedFloats floats(MemoryBudget.Loan loan) {
    float[] used = handedOn.getAndSet(null);
    float[] sample = used == null ? new float[sampleSize] : used;
    return new NestedFloats(Math.max(2, sampleShape.size() + 1), sample, maxInstances, loan);
  }

  /** Hands the array of a lone sample on to a later request; nobody may look at it again. */
  void done(FloatBuffer samples) {
    if (samples.hasArray() && samples.array().length == sampleSize) {
      handedOn.set(samples.array());
    }
  }

  /** Any JSON document, right or wrong. */
  private NestedFloats parse(byte[] bytes, int length, MemoryBudget.Loan loan)
      throws ProblemException {
    NestedFloats floats = null;
    try (JsonParser parser = JsonFormat.FACTORY.createParser(bytes, 0, length)) {
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
          floats = floats(loan);
          read(parser, floats);
        }
      }
      if (parser.nextToken() != null) {
        throw new ProblemException(
            HttpStatus.BAD_REQUEST_400, "Something follows the JSON document.");
      }
    } catch (IOException e) {
      throw JsonFormat.unreadable(e);
    }
    if (floats == null) {
      throw wrong("/inputs", "the field is missing");
    }
    return floats;
  }

  /** Reads from an array's start to its end. */
  private static void read(JsonParser parser, NestedFloats floats)
      throws IOException, ProblemException {
    floats.enter();
    while (floats.isOpen()) {
      JsonToken token;
      try {
        token = parser.nextToken();
      } catch (StreamConstraintsException e) {
        throw wrong(
            floats.pointer(),
            "expected a number of at most " + JsonFormat.LONGEST_NUMBER + " characters");
      }
      if (token == null) {
        throw new ProblemException(HttpStatus.BAD_REQUEST_400, "The body ends inside an array.");
      }
      switch (token) {
        case START_ARRAY -> floats.enter();
        case END_ARRAY -> floats.leave();
        case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> {
          float value = parser.getFloatValue();
          if (!Float.isFinite(value)) {
            throw wrong(
                floats.pointer(), "expected a finite number", ", found " + parser.getText());
          }
          floats.add(value);
        }
        default -> throw wrong(floats.pointer(), "expected a number, found " + found(parser));
      }
    }
  }

  /** The samples of a binary body, one after the other, where they lie. */
  FloatBuffer bytes(byte[] bytes, int length) throws ProblemException {
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
    requireCount(length / bytesEach);
    FloatBuffer samples =
        ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int i = 0; i < samples.limit(); i++) {
      if (!Float.isFinite(samples.get(i))) {
        throw wrong(
            "/" + i / sampleSize + "/" + i % sampleSize,
            "expected a finite number",
            ", found " + samples.get(i));
      }
    }
    return samples;
  }

  /** Whether it is one of the four allowed shapes. */
  private void requireSamples(NestedFloats floats) throws ProblemException {
    if (floats.size() == sampleSize && floats.isFlat()) {
      return;
    }
    List<Long> shape = floats.shape();
    List<Long> flat = List.of((long) sampleSize);
    if (floats.size() == 0) {
      throw wrong("/inputs", "expected at least one sample, found none");
    }
    if (shape.equals(sampleShape) || shape.equals(flat)) {
      return;
    }
    List<Long> each = shape.subList(1, shape.size());
    if (!each.equals(sampleShape) && !each.equals(flat)) {
      throw wrong(
          "/inputs",
          "expected shape " + sampleShape + " or " + flat + ", or a list of them, found " + shape);
    }
    requireCount(Math.toIntExact(shape.get(0)));
  }

  private void requireCount(int count) throws ProblemException {
    if (count > maxInstances) {
      throw wrong("/inputs", "expected at most " + maxInstances + " samples, found " + count);
    }
  }

  static ProblemException wrong(JsonPointer pointer, String reason) {
    return wrong(pointer.toString(), reason);
  }

  static ProblemException wrong(JsonPointer pointer, String reason, String quote) {
    return wrong(pointer.toString(), reason, quote);
  }

  static ProblemException wrong(String pointer, String reason) {
    return wrong(pointer, reason, "");
  }

  /**
   * @param quote shows the client what stood there, and nobody else
   */
  static ProblemException wrong(String pointer, String reason, String quote) {
    return new ProblemException(
        new Problem(
            HttpStatus.UNPROCESSABLE_ENTITY_422,
            pointer.isEmpty() ? "The body: " + reason : pointer + ": " + reason,
            quote,
            Optional.of(pointer)));
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
}
