package io.edge4j.maven.stage;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model says of itself; it travels in the ONNX file's {@code metadata_props}, so that the
 * file needs nothing beside it.
 *
 * @param name the pom's {@code modelName}
 * @param version the project's version
 * @param labels class names by output index; empty for a model that is no classifier
 * @param input what the model takes
 * @param output what its first output means: {@link #LOGITS}, {@link #PROBABILITIES} or {@link
 *     #VALUES}
 * @param recipe how the weights are stored: {@code fp32}, or the quantization recipe
 * @param accuracy share of test samples classified right, 0 to 1; null when it was not measured
 * @param dataset name and fingerprint of what it was trained on, separated by a blank; null when
 *     unknown
 * @param producer {@code edge-maven-plugin <version>}
 */
public record ModelCard(
    String name,
    String version,
    List<String> labels,
    Input input,
    String output,
    String recipe,
    Double accuracy,
    String dataset,
    String producer) {
  /** Version of this set of keys; a reader that knows another one must not guess. */
  public static final String SCHEMA = "1";

  private static final String PREFIX = "edge.";

  /**
   * The model's input and how raw values become it: {@code (raw * scale - mean) / std}.
   *
   * @param name the graph input
   * @param shape one sample, without the batch axis
   * @param columns for tables, where each value has figures of its own: in the order of the input;
   *     null where one scaling serves all
   */
  public record Input(
      String name, List<Long> shape, double scale, double mean, double std, List<Column> columns) {

    /**
     * One column of a table: {@code (raw - mean) / std}.
     *
     * @param name from the table's header
     */
    public record Column(String name, double mean, double std) {}

    public Input {
      shape = List.copyOf(shape);
      columns = columns == null ? null : List.copyOf(columns);
    }

    /** The same scaling for all values. */
    public Input(String name, List<Long> shape, double scale, double mean, double std) {
      this(name, shape, scale, mean, std, null);
    }
  }

  /** Scores before softmax. */
  public static final String LOGITS = "logits";

  /** Numbers that sum to one. */
  public static final String PROBABILITIES = "probabilities";

  /** Numbers with a meaning of their own, as in regression. */
  public static final String VALUES = "values";

  public ModelCard {
    labels = List.copyOf(labels);
    if (!List.of(LOGITS, PROBABILITIES, VALUES).contains(output)) {
      throw new IllegalArgumentException(
          PREFIX + "output is " + output + "; known are logits, probabilities and values");
    }
  }

  /** The same model after a change of its weights' form. */
  public ModelCard with(String newRecipe, Double newAccuracy, String newProducer) {
    return new ModelCard(
        name, version, labels, input, output, newRecipe, newAccuracy, dataset, newProducer);
  }

  /** Keys and values for {@code metadata_props}, in a fixed order; what is null is left out. */
  public Map<String, String> toMetadata() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put(PREFIX + "schema", SCHEMA);
    put(entries, "name", name);
    put(entries, "version", version);
    JsonArray names = new JsonArray();
    labels.forEach(names::add);
    entries.put(PREFIX + "labels", names.toString());
    entries.put(PREFIX + "input", json(input).toString());
    entries.put(PREFIX + "output", output);
    put(entries, "recipe", recipe);
    if (accuracy != null) {
      entries.put(PREFIX + "accuracy", BigDecimal.valueOf(accuracy).toPlainString());
    }
    put(entries, "dataset", dataset);
    put(entries, "producer", producer);
    return entries;
  }

  /**
   * Reads what {@link #toMetadata()} wrote; keys of others are ignored.
   *
   * @throws IllegalArgumentException when the schema is another one, or a value is damaged
   */
  public static ModelCard fromMetadata(Map<String, String> entries) {
    String schema = entries.get(PREFIX + "schema");
    if (!SCHEMA.equals(schema)) {
      throw new IllegalArgumentException(
          PREFIX + "schema is " + schema + " where " + SCHEMA + " was expected");
    }
    try {
      String accuracy = entries.get(PREFIX + "accuracy");
      List<String> labels = new ArrayList<>();
      for (JsonElement label : Json.parse(required(entries, "labels")).getAsJsonArray()) {
        labels.add(label.getAsString());
      }
      return new ModelCard(
          entries.get(PREFIX + "name"),
          entries.get(PREFIX + "version"),
          labels,
          Json.value(Json.parse(required(entries, "input")), Input.class),
          required(entries, "output"),
          entries.get(PREFIX + "recipe"),
          accuracy == null ? null : Double.valueOf(accuracy),
          entries.get(PREFIX + "dataset"),
          entries.get(PREFIX + "producer"));
    } catch (com.google.gson.JsonParseException | IllegalStateException e) {
      throw new IllegalArgumentException("the edge.* metadata holds JSON that is damaged", e);
    }
  }

  private static JsonObject json(Input input) {
    JsonObject object = new JsonObject();
    object.addProperty("name", input.name());
    JsonArray shape = new JsonArray();
    input.shape().forEach(shape::add);
    object.add("shape", shape);
    object.addProperty("scale", input.scale());
    object.addProperty("mean", input.mean());
    object.addProperty("std", input.std());
    if (input.columns() != null) {
      object.add("columns", Json.tree(input.columns()));
    }
    return object;
  }

  private static void put(Map<String, String> entries, String key, String value) {
    if (value != null) {
      entries.put(PREFIX + key, value);
    }
  }

  private static String required(Map<String, String> entries, String key) {
    String value = entries.get(PREFIX + key);
    if (value == null) {
      throw new IllegalArgumentException(PREFIX + key + " is missing from the model's metadata");
    }
    return value;
  }
}
