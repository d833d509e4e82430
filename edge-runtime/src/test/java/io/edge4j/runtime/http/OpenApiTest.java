package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.runtime.SeedCnn;
import io.edge4j.runtime.TinyModels;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The OpenAPI document is true: what it shows is sent, and what comes back is what it says. */
class OpenApiTest {
  private final HttpClient client = HttpClient.newHttpClient();
  private EdgeServer server;

  private void serve(EdgeServer.ModelSource source) throws IOException {
    server =
        EdgeServer.builder()
            .modelSource(source)
            .requestLog(RequestLog.NONE)
            .fromEnvironment(
                Map.of("EDGE_HOST", "127.0.0.1", "EDGE_PORT", "0", "EDGE_DRAIN_TIMEOUT_MS", "0"))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> send(String method, String path, BodyPublisher body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Content-Type", "application/json")
            .method(method, body)
            .build(),
        BodyHandlers.ofString());
  }

  private Map<String, Object> document() throws Exception {
    HttpResponse<String> response = send("GET", "/openapi.json", BodyPublishers.noBody());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    return map(JsonSchema.parse(response.body()));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  private static Map<String, Object> child(Map<String, Object> from, String... names) {
    Map<String, Object> at = from;
    for (String name : names) {
      at = map(at.get(name));
    }
    return at;
  }

  /**
   * Sends every request of the document.
   *
   * @return the paths that were asked, with their methods
   */
  private List<String> sendEverything(Map<String, Object> document) throws Exception {
    JsonSchema schemas = new JsonSchema(document);
    List<String> sent = new ArrayList<>();
    for (Map.Entry<String, Object> path : child(document, "paths").entrySet()) {
      for (Map.Entry<String, Object> operation : map(path.getValue()).entrySet()) {
        Map<String, Object> described = map(operation.getValue());
        BodyPublisher body = BodyPublishers.noBody();
        if (described.containsKey("requestBody")) {
          Map<String, Object> json = child(described, "requestBody", "content", "application/json");
          assertThat(json).as(path.getKey()).containsKey("example");
          assertThat(schemas.violations(map(json.get("schema")), json.get("example"))).isEmpty();
          body = BodyPublishers.ofString(write(json.get("example")));
        }
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        HttpResponse<String> response = send(method, path.getKey(), body);
        assertThat(response.statusCode()).as(path.getKey() + response.body()).isEqualTo(200);
        Map<String, Object> schema =
            child(described, "responses", "200", "content", "application/json", "schema");
        assertThat(schemas.violations(schema, JsonSchema.parse(response.body())))
            .as(path.getKey() + ": " + response.body())
            .isEmpty();
        sent.add(method + " " + path.getKey());
      }
    }
    return sent;
  }

  private static String write(Object value) {
    StringWriter text = new StringWriter();
    if (value instanceof Map<?, ?> object) {
      List<String> members = new ArrayList<>();
      object.forEach((name, member) -> members.add("\"" + name + "\":" + write(member)));
      text.write("{" + String.join(",", members) + "}");
    } else if (value instanceof List<?> array) {
      text.write("[" + String.join(",", array.stream().map(OpenApiTest::write).toList()) + "]");
    } else {
      text.write(value instanceof String string ? "\"" + string + "\"" : String.valueOf(value));
    }
    return text.toString();
  }

  @Test
  void aClassifiersExamplesAreAnsweredAsItSays() throws Exception {
    serve(SeedCnn::open);
    Map<String, Object> document = document();
    assertThat(sendEverything(document))
        .contains("POST /predict", "GET /healthz", "GET /v2", "POST /v2/models/int8-python/infer");
    Map<String, Object> label =
        child(document, "components", "schemas", "Prediction", "properties", "label");
    assertThat(label.get("enum")).isEqualTo(SeedCnn.LABELS);
  }

  @Test
  void modelsThatPredictDoesNotDescribeAreDescribedWithoutIt() throws Exception {
    serve(
        () ->
            EdgeModel.openBytes(
                "odd \"name\"", TinyModels.sumAndDifference(), EdgeOptions.defaults()));
    Map<String, Object> document = document();
    assertThat(child(document, "info").get("title")).isEqualTo("odd \"name\"");
    assertThat(sendEverything(document))
        .doesNotContain("POST /predict")
        .contains("POST /v2/models/odd%20%22name%22/infer");
  }

  @Test
  void valuesOfEveryTypeHaveExamples() throws Exception {
    for (TensorProto.DataType type :
        List.of(TensorProto.DataType.INT64, TensorProto.DataType.STRING)) {
      serve(
          () ->
              EdgeModel.openBytes(
                  "tiny",
                  TinyModels.identity(type, List.of(3L), Map.of()),
                  EdgeOptions.defaults()));
      assertThat(sendEverything(document())).contains("POST /v2/models/tiny/infer");
      server.close();
    }
  }

  @Test
  void itIsTheSameEachTime() throws Exception {
    serve(SeedCnn::open);
    String first = send("GET", "/openapi.json", BodyPublishers.noBody()).body();
    assertThat(send("GET", "/openapi.json", BodyPublishers.noBody()).body()).isEqualTo(first);
  }
}
