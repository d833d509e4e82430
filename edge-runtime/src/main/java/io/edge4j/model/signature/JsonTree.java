package io.edge4j.model.signature;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that is read whole, and asked for what has to be in it.
 *
 * @param place what it is, for messages
 */
record JsonTree(String place, Map<?, ?> fields) {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).build())
          .build();

  /**
   * Reads an object.
   *
   * @throws ModelSignatureException when it is none
   */
  static JsonTree parse(byte[] text, String place) throws ModelSignatureException {
    try (JsonParser parser = JSON.createParser(text)) {
      parser.nextToken();
      if (value(parser) instanceof Map<?, ?> map && parser.nextToken() == null) {
        return new JsonTree(place, map);
      }
    } catch (IOException e) {
      throw new ModelSignatureException(place + " is no JSON: " + e.getMessage(), e);
    }
    throw new ModelSignatureException(place + " is no JSON object");
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        fields.put(name, value(parser));
      }
      return fields;
    }
    if (token == JsonToken.START_ARRAY) {
      List<@Nullable Object> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(value(parser));
      }
      return elements;
    }
    return token == null || token == JsonToken.VALUE_NULL ? null : parser.getText();
  }

  boolean has(String field) {
    return fields.get(field) != null;
  }

  String string(String field) throws ModelSignatureException {
    if (fields.get(field) instanceof String text) {
      return text;
    }
    throw missing(field, "a text");
  }

  void require(String field, String expected) throws ModelSignatureException {
    String found = string(field);
    if (!found.equals(expected)) {
      throw new ModelSignatureException(
          field + " of " + place + " is " + found + ", and only " + expected + " is understood");
    }
  }

  JsonTree object(String field) throws ModelSignatureException {
    if (fields.get(field) instanceof Map<?, ?> map) {
      return new JsonTree(field + " of " + place, map);
    }
    throw missing(field, "an object");
  }

  List<JsonTree> objects(String field) throws ModelSignatureException {
    if (!(fields.get(field) instanceof List<?> list)) {
      throw missing(field, "a list of objects");
    }
    List<JsonTree> objects = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> map)) {
        throw missing(field, "a list of objects");
      }
      objects.add(new JsonTree("an element of " + field, map));
    }
    return objects;
  }

  /** The one element of a list. */
  JsonTree only(String field) throws ModelSignatureException {
    List<JsonTree> objects = objects(field);
    if (objects.size() != 1) {
      throw new ModelSignatureException(
          field + " of " + place + " has " + objects.size() + " elements instead of one");
    }
    return objects.get(0);
  }

  private ModelSignatureException missing(String field, String expected) {
    return new ModelSignatureException(place + " lacks " + field + ", " + expected);
  }
}
