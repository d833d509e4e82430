package io.edge4j.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object inside a metadata entry, read whole: entries are a few lines. Values are texts,
 * numbers, lists, objects and null.
 *
 * @param key of the entry, for messages
 */
record MetadataJson(String key, Map<String, Object> fields) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Nobody nests deeper; what does is no entry of this project. */
  private static final int DEEPEST = 8;

  MetadataJson {
    fields = new LinkedHashMap<>(fields);
  }

  /** The one object of an entry. */
  static MetadataJson object(String key, String text) throws ModelFormatException {
    Object value = parse(key, "a JSON object", text);
    if (value instanceof Map<?, ?> map) {
      return new MetadataJson(key, stringKeys(map));
    }
    throw ModelMetadata.damaged(key, "a JSON object", text, null);
  }

  /** The objects of an entry that is a list of them. */
  static List<MetadataJson> objects(String key, String text) throws ModelFormatException {
    String expected = "a JSON array of objects";
    return objects(key, expected, parse(key, expected, text));
  }

  private static List<MetadataJson> objects(String key, String expected, @Nullable Object value)
      throws ModelFormatException {
    if (!(value instanceof List<?> list)) {
      throw ModelMetadata.damaged(key, expected, text(value), null);
    }
    List<MetadataJson> objects = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> map)) {
        throw ModelMetadata.damaged(key, expected, text(value), null);
      }
      objects.add(new MetadataJson(key, stringKeys(map)));
    }
    return objects;
  }

  /** The texts of an entry that is a list of them. */
  static List<String> strings(String key, String text) throws ModelFormatException {
    String expected = "a JSON array of strings";
    Object value = parse(key, expected, text);
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw ModelMetadata.damaged(key, expected, text, null);
  }

  boolean has(String field) {
    return fields.get(field) != null;
  }

  /** A text. */
  Optional<String> string(String field) throws ModelFormatException {
    Object value = fields.get(field);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String found) {
      return Optional.of(found);
    }
    throw wrong(field, "a text");
  }

  /** A number, or another one where there is none. */
  double number(String field, double otherwise) throws ModelFormatException {
    Object value = fields.get(field);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number found) {
      return found.doubleValue();
    }
    throw wrong(field, "a number");
  }

  /** A number, or a list of them; empty where there is neither. */
  List<Double> numbers(String field) throws ModelFormatException {
    Object value = fields.get(field);
    if (value == null) {
      return List.of();
    }
    if (value instanceof Number found) {
      return List.of(found.doubleValue());
    }
    if (value instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
      return list.stream().map(number -> ((Number) number).doubleValue()).toList();
    }
    throw wrong(field, "a number, or a list of numbers");
  }

  /** A list of whole numbers; empty where there is none. */
  List<Long> wholeNumbers(String field) throws ModelFormatException {
    List<Long> whole = new ArrayList<>();
    for (double number : numbers(field)) {
      if (number != Math.rint(number)) {
        throw wrong(field, "a list of whole numbers");
      }
      whole.add((long) number);
    }
    return whole;
  }

  /** A list of texts; empty where there is none. */
  List<String> strings(String field) throws ModelFormatException {
    Object value = fields.get(field);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
      return list.stream().map(String.class::cast).toList();
    }
    throw wrong(field, "a list of texts");
  }

  /** A list of objects; empty where there is none. */
  List<MetadataJson> objects(String field) throws ModelFormatException {
    return has(field)
        ? objects(key, "a JSON object whose " + field + " are objects", fields.get(field))
        : List.of();
  }

  /** An object; an empty one where there is none. */
  MetadataJson object(String field) throws ModelFormatException {
    Object value = fields.get(field);
    if (value == null) {
      return new MetadataJson(key, Map.of());
    }
    if (value instanceof Map<?, ?> map) {
      return new MetadataJson(key, stringKeys(map));
    }
    throw wrong(field, "a JSON object");
  }

  ModelFormatException wrong(String field, String expected) {
    return ModelMetadata.damaged(
        key, "a JSON object whose " + field + " is " + expected, text(fields), null);
  }

  private static Map<String, Object> stringKeys(Map<?, ?> map) {
    Map<String, Object> fields = new LinkedHashMap<>();
    map.forEach((name, value) -> fields.put((String) name, value));
    return fields;
  }

  private static @Nullable Object parse(String key, String expected, String text)
      throws ModelFormatException {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      Object value = value(parser, 0);
      if (parser.nextToken() != null) {
        throw new IOException("something follows the value");
      }
      return value;
    } catch (IOException e) {
      throw ModelMetadata.damaged(key, expected, text, e);
    }
  }

  private static @Nullable Object value(JsonParser parser, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("values lie more than " + DEEPEST + " deep in each other");
    }
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("there is no value");
    }
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, value(parser, depth + 1));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser, depth + 1));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("found " + token);
    };
  }

  /** One line of JSON of texts, numbers, truth values, lists, maps and null. */
  static String text(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      write(value, generator);
    } catch (IOException e) {
      throw new UncheckedIOException("nothing but memory is written to", e);
    }
    return text.toString();
  }

  private static void write(@Nullable Object value, JsonGenerator generator) throws IOException {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        generator.writeFieldName(entry.getKey().toString());
        write(entry.getValue(), generator);
      }
      generator.writeEndObject();
    } else if (value instanceof List<?> list) {
      generator.writeStartArray();
      for (Object element : list) {
        write(element, generator);
      }
      generator.writeEndArray();
    } else if (value instanceof Double number) {
      if (number == Math.rint(number) && Math.abs(number) < 1L << 53) {
        generator.writeNumber(number.longValue());
      } else {
        generator.writeNumber(number);
      }
    } else if (value instanceof Number number) {
      generator.writeNumber(number.longValue());
    } else if (value instanceof Boolean truth) {
      generator.writeBoolean(truth);
    } else {
      generator.writeString(value.toString());
    }
  }
}
