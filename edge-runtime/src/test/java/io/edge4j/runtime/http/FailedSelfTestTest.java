package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.runtime.SelfTestTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A model whose kernels give something else here than where it was built. */
class FailedSelfTestTest {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Test
  void healthStaysUnavailableWithTheReason() throws Exception {
    try (EdgeServer server = start("on")) {
      HttpResponse<String> health = get(server, "/healthz");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body())
          .startsWith("{\"status\":\"FAILED\",\"model\":\"wrong\"")
          .contains("\"reason\":\"The self-test of model wrong failed: ");
    }
  }

  @Test
  void nothingIsPredicted() throws Exception {
    try (EdgeServer server = start("on")) {
      HttpResponse<String> answer = predict(server);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("The self-test of model wrong failed: ");
    }
  }

  @Test
  void theOpenInferenceProtocolSaysNotReady() throws Exception {
    try (EdgeServer server = start("on")) {
      assertThat(get(server, "/v2/health/ready").statusCode()).isEqualTo(503);
      assertThat(get(server, "/v2/health/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theLogSaysItOnce() throws Exception {
    try (EdgeServer server = start("on")) {
      assertThat(server.port()).isPositive();
    }
    assertThat(lines)
        .filteredOn(line -> line.contains("\"level\":\"ERROR\"") && line.contains("self-test"))
        .hasSize(1);
  }

  @Test
  void theVariableTurnsItOff() throws Exception {
    try (EdgeServer server = start("off")) {
      assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
      assertThat(predict(server).statusCode()).isEqualTo(200);
    }
  }

  private EdgeServer start(String selfTest) throws IOException {
    byte[] model =
        SelfTestTest.bytes(SelfTestTest.provenBy(inputs -> SelfTestTest.scaled(inputs, -1f)));
    return EdgeServer.builder()
        .modelSource(() -> EdgeModel.openBytes("wrong", model, EdgeOptions.defaults()))
        .requestLog(line -> lines.add(new String(line, StandardCharsets.UTF_8)))
        .fromEnvironment(
            Map.of(
                "EDGE_HOST", "127.0.0.1",
                "EDGE_PORT", "0",
                "EDGE_DRAIN_TIMEOUT_MS", "0",
                "EDGE_SELF_TEST", selfTest))
        .build()
        .start();
  }

  private static HttpResponse<String> get(EdgeServer server, String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(server, path)).build());
  }

  private static HttpResponse<String> predict(EdgeServer server) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(server, "/predict"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"inputs\": [1, 2, 3, 4]}"))
            .build());
  }

  private static URI uri(EdgeServer server, String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }
}
