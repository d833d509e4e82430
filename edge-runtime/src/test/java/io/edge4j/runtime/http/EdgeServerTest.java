package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.edge4j.runtime.SeedCnn;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeServerTest {
  private static final int ANKLE_BOOT = 9;

  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private EdgeServer server;
  private float[][] images;

  @BeforeAll
  void start() throws IOException {
    images = SeedCnn.images();
    server =
        EdgeServer.builder()
            .modelSource(SeedCnn::open)
            .requestLog(line -> lines.add(new String(line, StandardCharsets.UTF_8)))
            .fromEnvironment(
                Map.of(
                    "EDGE_HOST", "127.0.0.1",
                    "EDGE_PORT", "0",
                    "EDGE_MAX_BODY_BYTES", "100000",
                    "EDGE_MAX_INSTANCES", "4"))
            .build()
            .start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void forgetLines() {
    lines.clear();
  }

  @Test
  void answersOneFlatSample() throws Exception {
    HttpResponse<String> response = predict("{\"inputs\": " + flat(images[0]) + "}");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.body())
        .startsWith("{\"predictions\":[{\"label\":\"Ankle boot\",\"index\":9,\"probability\":0.9")
        .endsWith("],\"model\":\"int8-python\",\"version\":\"\"}");
  }

  @Test
  void answersOneNestedSampleLikeTheFlatOne() throws Exception {
    String nested = predict("{\"inputs\": " + nested(images[1]) + "}").body();
    assertThat(nested).isEqualTo(predict("{\"inputs\": " + flat(images[1]) + "}").body());
  }

  @Test
  void answersAListInItsOrder() throws Exception {
    String flat = "{\"inputs\": [" + flat(images[0]) + "," + flat(images[1]) + "]}";
    String nested = "{\"inputs\": [" + nested(images[0]) + "," + nested(images[1]) + "]}";
    List<Integer> indices = indices(predict(flat).body());
    assertThat(indices).startsWith(ANKLE_BOOT).hasSize(2);
    assertThat(indices(predict(nested).body())).isEqualTo(indices);
  }

  @Test
  void answersLittleEndianFloats() throws Exception {
    ByteBuffer bytes =
        ByteBuffer.allocate(2 * SeedCnn.PIXELS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(images[0]).put(images[1]);
    HttpResponse<String> response =
        client.send(
            request("/predict")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(bytes.array()))
                .build(),
            BodyHandlers.ofString());
    assertThat(indices(response.body())).startsWith(ANKLE_BOOT).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `{"inputs": [1, 2, 3]}`        | /inputs | expected shape [1, 28, 28] or [784], or a list of them, found [3]
          `{"inputs": [[1, 2], [3]]}`    | /inputs/1 | expected 2 elements as before, found 1
          `{"inputs": [1, [2]]}`         | /inputs/1 | expected a number, found an array
          `{"inputs": [[1], 2]}`         | /inputs/1 | expected an array, found a number
          `{"inputs": [1, "2"]}`         | /inputs/1 | expected a number, found a string
          `{"inputs": [1, null]}`        | /inputs/1 | expected a number, found null
          `{"inputs": [0, NaN]}`         | /inputs/1 | expected a finite number, found NaN
          `{"inputs": [0, 1e999]}`       | /inputs/1 | expected a finite number, found 1e999
          `{"inputs": [[[[[1]]]]]}`      | /inputs/0/0/0/0 | expected a number, found an array
          `{"inputs": []}`               | /inputs | expected at least one sample, found none
          `{"inputs": 7}`                | /inputs | expected an array of numbers, found a number
          `{"inputs": [1], "inputs": 1}` | /inputs | the field occurs twice
          `{"data": [1]}`                | /inputs | the field is missing
          """)
  void wrongValuesAreUnprocessableAndNamed(String body, String pointer, String detail)
      throws Exception {
    HttpResponse<String> response = predict(body);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.body())
        .contains("\"detail\":\"" + pointer + ": " + detail)
        .contains("\"pointer\":\"" + pointer + "\"");
  }

  @Test
  void moreSamplesThanAllowedAreUnprocessable() throws Exception {
    String sample = flat(new float[SeedCnn.PIXELS]);
    HttpResponse<String> response =
        predict(
            "{\"inputs\": ["
                + String.join(",", List.of(sample, sample, sample, sample, sample))
                + "]}");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("expected at most 4 samples, found 5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `{"inputs": [1, 2`
          `{"inputs": [1]} x`
          `{inputs: [1]}`
          `<xml/>`
          ``
          """)
  void bodiesThatAreNoJsonAreMalformed(String body) throws Exception {
    HttpResponse<String> response = predict(body == null ? "" : body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void anotherMethodIsRefusedWithTheRightOne() throws Exception {
    HttpResponse<String> response =
        client.send(request("/predict").GET().build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("POST");
  }

  @Test
  void anotherPathIsNotFound() throws Exception {
    HttpResponse<String> response =
        client.send(request("/other").GET().build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void anotherMediaTypeIsUnsupported() throws Exception {
    HttpResponse<String> response =
        client.send(
            request("/predict")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString("1"))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body()).contains("Content-Type is text/csv; send application/json or");
  }

  @Test
  void aMissingMediaTypeIsCalledThat() throws Exception {
    HttpResponse<String> response =
        client.send(
            request("/predict").POST(BodyPublishers.ofString("1")).build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body()).contains("Content-Type is missing; send application/json or");
  }

  @Test
  void aBodyBeyondTheLimitIsTooLarge() throws Exception {
    assertThat(predict("x".repeat(100_001)).statusCode()).isEqualTo(413);
  }

  @Test
  void healthIsUpOnceTheModelAnswers() throws Exception {
    HttpResponse<String> response =
        client.send(request("/healthz").GET().build(), BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo("{\"status\":\"UP\",\"model\":\"int8-python\",\"version\":\"\"}");
  }

  @Test
  void everyAnswerHasItsIdAndLatency() throws Exception {
    for (String path : List.of("/predict", "/healthz", "/nothing")) {
      HttpResponse<String> response =
          client.send(request(path).GET().build(), BodyHandlers.ofString());
      assertThat(response.headers().firstValue("X-Request-ID").orElseThrow())
          .matches("[0-9a-f]{32}");
      assertThat(response.headers().firstValue("X-Latency-Ms").orElseThrow())
          .matches("\\d+\\.\\d{3}");
    }
  }

  @Test
  void aRequestIdIsTakenFromTheClientWhenItIsPlain() throws Exception {
    assertThat(requestIdFor("order-17.a_b")).isEqualTo("order-17.a_b");
    assertThat(requestIdFor("a b")).matches("[0-9a-f]{32}");
    assertThat(requestIdFor("x".repeat(129))).matches("[0-9a-f]{32}");
  }

  @Test
  void eachRequestLeavesOneLineWithoutItsPayload() throws Exception {
    client.send(
        request("/predict")
            .header("Content-Type", "application/json")
            .header("X-Request-ID", "line")
            .POST(BodyPublishers.ofString("{\"inputs\": " + flat(images[0]) + "}"))
            .build(),
        BodyHandlers.ofString());
    String line = nextLineOf("line");
    assertThat(line)
        .matches(
            "\\{\"timestamp\":\"[^\"]+Z\",\"level\":\"INFO\",\"request_id\":\"line\","
                + "\"method\":\"POST\",\"path\":\"/predict\",\"status\":200,\"latency_ms\":[0-9.E-]+,"
                + "\"parse_ms\":[0-9.E-]+,\"inference_ms\":[0-9.E-]+,\"bytes_in\":\\d+,"
                + "\"bytes_out\":\\d+,\"model\":\"int8-python\",\"version\":\"\"}\n");
    assertThat(lines).noneMatch(other -> other.contains("\"request_id\":\"line\""));
  }

  /**
   * An answer may be read before its line is written, and the line of an earlier test come late.
   */
  private String nextLineOf(String requestId) throws InterruptedException {
    String line = lines.poll(20, TimeUnit.SECONDS);
    while (line != null && !line.contains("\"request_id\":\"" + requestId + "\"")) {
      line = lines.poll(20, TimeUnit.SECONDS);
    }
    return line;
  }

  private String requestIdFor(String given) throws Exception {
    return client
        .send(
            request("/healthz").header("X-Request-ID", given).GET().build(),
            BodyHandlers.ofString())
        .headers()
        .firstValue("X-Request-ID")
        .orElseThrow();
  }

  private HttpResponse<String> predict(String body) throws Exception {
    return client.send(
        request("/predict")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private static String flat(float[] values) {
    return Arrays.toString(values);
  }

  private static String nested(float[] image) {
    StringBuilder rows = new StringBuilder("[[");
    for (int row = 0; row < 28; row++) {
      rows.append(row == 0 ? "" : ",")
          .append(Arrays.toString(Arrays.copyOfRange(image, row * 28, (row + 1) * 28)));
    }
    return rows.append("]]").toString();
  }

  private static List<Integer> indices(String json) throws IOException {
    List<Integer> indices = new java.util.ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME && parser.currentName().equals("index")) {
          indices.add(parser.nextIntValue(-1));
        }
      }
    }
    return indices;
  }
}
