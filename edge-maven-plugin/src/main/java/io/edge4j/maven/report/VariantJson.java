package io.edge4j.maven.report;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.stage.Json;
import java.io.IOException;
import java.util.Map;

/**
 * A variant as {@code benchmark.json} has it: each metric a number of its own under the metric's
 * key, and what is uncertain again in {@code intervals}, with both ends.
 */
final class VariantJson implements TypeAdapterFactory {
  private static final String METRICS = "metrics";
  private static final String INTERVALS = "intervals";

  @Override
  public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    TypeAdapter<T> plain = gson.getDelegateAdapter(this, type);
    TypeAdapter<JsonElement> trees = gson.getAdapter(JsonElement.class);
    return new TypeAdapter<>() {
      @Override
      public void write(JsonWriter out, T variant) throws IOException {
        trees.write(out, flat(plain.toJsonTree(variant).getAsJsonObject()));
      }

      @Override
      public T read(JsonReader in) throws IOException {
        return plain.fromJsonTree(nested(trees.read(in).getAsJsonObject()));
      }
    };
  }

  private static JsonObject flat(JsonObject nested) {
    JsonObject flat = new JsonObject();
    for (Map.Entry<String, JsonElement> field : nested.entrySet()) {
      if (field.getKey().equals(METRICS)) {
        addMetrics(field.getValue().getAsJsonObject(), flat);
      } else {
        flat.add(field.getKey(), field.getValue());
      }
    }
    return flat;
  }

  private static void addMetrics(JsonObject metrics, JsonObject flat) {
    JsonObject intervals = new JsonObject();
    for (Map.Entry<String, JsonElement> found : metrics.entrySet()) {
      Metric metric = Metric.valueOf(found.getKey());
      Estimate estimate = Json.value(found.getValue(), Estimate.class);
      if (metric.form().isCount()) {
        flat.addProperty(metric.key(), (long) estimate.value());
      } else {
        flat.addProperty(metric.key(), estimate.value());
      }
      if (!estimate.isExact()) {
        intervals.add(metric.key(), found.getValue());
      }
    }
    flat.add(INTERVALS, intervals);
  }

  private static JsonObject nested(JsonObject flat) {
    JsonObject nested = flat.deepCopy();
    JsonElement intervals = nested.remove(INTERVALS);
    JsonObject metrics = new JsonObject();
    for (Metric metric : Metric.values()) {
      JsonElement value = nested.remove(metric.key());
      if (value != null) {
        JsonElement interval =
            intervals == null ? null : intervals.getAsJsonObject().get(metric.key());
        metrics.add(
            metric.name(),
            interval == null ? Json.tree(Estimate.exact(value.getAsDouble())) : interval);
      }
    }
    nested.add(METRICS, metrics);
    return nested;
  }
}
