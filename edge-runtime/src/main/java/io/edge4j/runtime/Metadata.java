package io.edge4j.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The {@code edge.*} entries of an ONNX file's {@code metadata_props}. */
final class Metadata {
  private static final JsonFactory JSON = new JsonFactory();

  /** What {@code edge.input} says: {@code {"name", "shape", "scale", "mean", "std", "columns"}}. */
  record Input(
      Optional<String> name,
      Optional<List<Long>> shape,
      InputScaling scaling,
      List<InputColumn> columns) {}

  private final Map<String, String> entries;

  Metadata(Map<String, String> entries) {
    this.entries = entries;
  }

  String text(String key) {
    return entries.getOrDefault(key, "");
  }

  Optional<OutputKind> output() throws ModelException {
    String name = entries.get("edge.output");
    return name == null ? Optional.empty() : Optional.of(OutputKind.of(name));
  }

  OptionalDouble accuracy() throws ModelException {
    String figure = entries.get("edge.accuracy");
    if (figure == null || figure.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(figure));
    } catch (NumberFormatException e) {
      throw new ModelException(
          "The model's metadata says edge.accuracy=" + figure + ", which is no number.", e);
    }
  }

  List<String> labels() throws ModelException {
    String json = entries.get("edge.labels");
    if (json == null) {
      return List.of();
    }
    try (JsonParser parser = JSON.createParser(json)) {
      List<String> labels = new ArrayList<>();
      expect(parser, JsonToken.START_ARRAY);
      while (parser.nextToken() == JsonToken.VALUE_STRING) {
        labels.add(parser.getText());
      }
      if (parser.currentToken() != JsonToken.END_ARRAY) {
        throw new IOException("a label is no string");
      }
      return labels;
    } catch (IOException e) {
      throw unreadable("edge.labels", "a JSON array of strings", json, e);
    }
  }

  Input input() throws ModelException {
    String json = entries.get("edge.input");
    if (json == null) {
      return new Input(Optional.empty(), Optional.empty(), InputScaling.NONE, List.of());
    }
    try (JsonParser parser = JSON.createParser(json)) {
      String name = null;
      List<Long> shape = null;
      double scale = 1;
      double mean = 0;
      double std = 1;
      List<InputColumn> columns = List.of();
      expect(parser, JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "name" -> name = parser.getText();
          case "shape" -> shape = integers(parser);
          case "scale" -> scale = parser.getDoubleValue();
          case "mean" -> mean = parser.getDoubleValue();
          case "std" -> std = parser.getDoubleValue();
          case "columns" -> columns = columns(parser);
          default -> parser.skipChildren();
        }
      }
      return new Input(
          Optional.ofNullable(name),
          Optional.ofNullable(shape),
          new InputScaling(scale, mean, std),
          columns);
    } catch (IOException e) {
      throw unreadable("edge.input", "a JSON object", json, e);
    }
  }

  /** {@code [{"name", "mean", "std"}, ...]}. */
  private static List<InputColumn> columns(JsonParser parser) throws IOException {
    List<InputColumn> columns = new ArrayList<>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      String name = "";
      double mean = 0;
      double std = 1;
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "name" -> name = parser.getText();
          case "mean" -> mean = parser.getDoubleValue();
          case "std" -> std = parser.getDoubleValue();
          default -> parser.skipChildren();
        }
      }
      columns.add(new InputColumn(name, mean, std));
    }
    if (parser.currentToken() != JsonToken.END_ARRAY) {
      throw new IOException("a column is no object");
    }
    return columns;
  }

  private static List<Long> integers(JsonParser parser) throws IOException {
    List<Long> numbers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      numbers.add(parser.getLongValue());
    }
    return numbers;
  }

  private static void expect(JsonParser parser, JsonToken token) throws IOException {
    if (parser.nextToken() != token) {
      throw new IOException("found " + parser.currentToken());
    }
  }

  private static ModelException unreadable(
      String key, String expected, String found, IOException cause) {
    return new ModelException(
        "The model's metadata entry " + key + " should be " + expected + "; found: " + found,
        cause);
  }
}
