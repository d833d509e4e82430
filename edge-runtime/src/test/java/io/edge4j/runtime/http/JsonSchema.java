package io.edge4j.runtime.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** As much of OpenAPI 3.0's schemas as the documents of these tests use. */
final class JsonSchema {
  private static final String REFERENCE = "#/components/schemas/";

  private final Map<String, Object> schemas;

  /**
   * @param document an OpenAPI document, as maps and lists
   */
  @SuppressWarnings("unchecked")
  JsonSchema(Map<String, Object> document) {
    Map<String, Object> components = (Map<String, Object>) document.get("components");
    schemas = (Map<String, Object>) components.get("schemas");
  }

  /** Any JSON value as maps, lists, strings, numbers, truth values and null. */
  static Object parse(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("something follows the document");
      }
      return value;
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          object.put(name, value(parser));
        }
        return object;
      }
      case START_ARRAY -> {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(value(parser));
        }
        return array;
      }
      case VALUE_STRING -> {
        return parser.getText();
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        return parser.getNumberValue();
      }
      case VALUE_TRUE, VALUE_FALSE -> {
        return parser.getBooleanValue();
      }
      default -> {
        return null;
      }
    }
  }

  /** What does not fit the schema of that name, a line each; empty when all does. */
  List<String> violations(String schema, Object value) {
    List<String> found = new ArrayList<>();
    check(schemas.get(schema), value, schema, found);
    return found;
  }

  /** What does not fit the schema, which may refer to those of the document. */
  List<String> violations(Map<String, Object> schema, Object value) {
    List<String> found = new ArrayList<>();
    check(schema, value, "", found);
    return found;
  }

  @SuppressWarnings("unchecked")
  private void check(Object rule, Object value, String at, List<String> found) {
    if (!(rule instanceof Map<?, ?>)) {
      found.add(at + ": there is no such schema");
      return;
    }
    Map<String, Object> schema = (Map<String, Object>) rule;
    if (schema.get("$ref") instanceof String reference) {
      check(schemas.get(reference.substring(REFERENCE.length())), value, at, found);
      return;
    }
    if (schema.get("anyOf") instanceof List<?> choices) {
      boolean fits =
          choices.stream()
              .anyMatch(
                  choice -> {
                    List<String> ofChoice = new ArrayList<>();
                    check(choice, value, at, ofChoice);
                    return ofChoice.isEmpty();
                  });
      if (!fits) {
        found.add(at + ": fits none of " + choices);
      }
    }
    if (schema.get("type") instanceof String type && !isOfType(type, value)) {
      found.add(at + ": no " + type + ": " + value);
      return;
    }
    if (value instanceof Map<?, ?> object) {
      checkObject(schema, (Map<String, Object>) object, at, found);
    }
    if (value instanceof List<?> array && schema.containsKey("items")) {
      for (int i = 0; i < array.size(); i++) {
        check(schema.get("items"), array.get(i), at + "/" + i, found);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private void checkObject(
      Map<String, Object> schema, Map<String, Object> object, String at, List<String> found) {
    if (schema.get("required") instanceof List<?> required) {
      for (Object name : required) {
        if (!object.containsKey(name)) {
          found.add(at + ": " + name + " is missing");
        }
      }
    }
    Map<String, Object> properties =
        (Map<String, Object>) schema.getOrDefault("properties", Map.of());
    object.forEach(
        (name, member) -> {
          if (properties.containsKey(name)) {
            check(properties.get(name), member, at + "/" + name, found);
          } else if (schema.get("additionalProperties") instanceof Map<?, ?> others) {
            check(others, member, at + "/" + name, found);
          }
        });
  }

  private static boolean isOfType(String type, Object value) {
    return switch (type) {
      case "object" -> value instanceof Map;
      case "array" -> value instanceof List;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Integer || value instanceof Long;
      case "number" -> value instanceof Number;
      default -> false;
    };
  }
}
