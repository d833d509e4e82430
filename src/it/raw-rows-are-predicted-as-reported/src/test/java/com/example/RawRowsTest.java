package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.http.EdgeServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RawRowsTest {
  private static final String MODEL = "META-INF/edge/parcels.onnx";

  /** Lines of the table that were not trained on, as text. */
  private final List<String> lines;

  private final double reported;

  RawRowsTest() throws Exception {
    Path data = Path.of("data");
    Dataset dataset = Datasets.open(new DatasetSpec("csv", data, 42, Map.of()));
    List<String> table = Files.readAllLines(data.resolve("parcels.csv"));
    lines =
        table.subList(1, table.size()).stream()
            .filter(line -> isTested(numbers(line), dataset))
            .toList();
    assertEquals(dataset.test().size(), lines.size());
    reported =
        JsonParser.parseString(Files.readString(Path.of("target/edge/quantize.json")))
            .getAsJsonObject()
            .getAsJsonObject("accuracy")
            .get("optimized")
            .getAsDouble();
  }

  private static boolean isTested(float[] row, Dataset dataset) {
    float[] sample = new float[row.length];
    for (int i = 0; i < dataset.test().size(); i++) {
      dataset.test().copyTo(i, sample, 0);
      if (java.util.Arrays.equals(sample, row)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void predictOnRawRowsIsAsRightAsReported() throws Exception {
    try (EdgeModel model = EdgeModel.openResource(MODEL)) {
      long right =
          lines.stream()
              .filter(line -> label(line).equals(model.predictor().predict(numbers(line)).label()))
              .count();
      assertEquals(reported, right / (double) lines.size());
      assertEquals(reported, model.info().accuracy().getAsDouble());
      assertTrue(reported > 0.7 && reported < 1, "accuracy " + reported);
    }
  }

  @Test
  void postingRawRowsIsAsRightAsReported() throws Exception {
    int right = 0;
    try (EdgeServer server =
        EdgeServer.builder()
            .modelResource(MODEL)
            .fromEnvironment(Map.of("EDGE_HOST", "127.0.0.1", "EDGE_PORT", "0"))
            .requestLog(line -> {})
            .build()
            .start()) {
      HttpClient client = HttpClient.newHttpClient();
      URI predict = URI.create("http://127.0.0.1:" + server.port() + "/predict");
      for (String line : lines) {
        // The columns as they stand in the file.
        String body = "{\"inputs\": [" + line.substring(0, line.lastIndexOf(',')) + "]}";
        HttpRequest request =
            HttpRequest.newBuilder(predict)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        String answer = client.send(request, BodyHandlers.ofString()).body();
        JsonArray predictions =
            JsonParser.parseString(answer).getAsJsonObject().getAsJsonArray("predictions");
        String found = predictions.get(0).getAsJsonObject().get("label").getAsString();
        right += found.equals(label(line)) ? 1 : 0;
      }
    }
    assertEquals(reported, right / (double) lines.size());
  }

  private static float[] numbers(String line) {
    String[] fields = line.split(",");
    float[] numbers = new float[fields.length - 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(fields[i]);
    }
    return numbers;
  }

  private static String label(String line) {
    return line.substring(line.lastIndexOf(',') + 1);
  }
}
