package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.runtime.SeedCnn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the log tells of requests that went wrong. */
class RequestLogTest {
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private EdgeServer server;

  private EdgeServer server(EdgeServer.ModelSource model, Map<String, String> environment) {
    server =
        EdgeServer.builder()
            .modelSource(model)
            .requestLog(line -> lines.add(new String(line, StandardCharsets.UTF_8)))
            .fromEnvironment(Map.of("EDGE_HOST", "127.0.0.1", "EDGE_PORT", "0"))
            .fromEnvironment(environment)
            .build();
    return server;
  }

  private void start() throws IOException {
    server(SeedCnn::open, Map.of()).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String line() throws InterruptedException {
    return lines.poll(20, TimeUnit.SECONDS);
  }

  private String ask(String request) throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      return client.send(request).finishSending().readAll();
    }
  }

  private static String post(String id, String body) {
    return "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nX-Request-ID: "
        + id
        + "\r\nConnection: close\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void headersThatAreLateLeaveALineWithTheClientsId() throws Exception {
    server(SeedCnn::open, Map.of("EDGE_HEADER_TIMEOUT_MS", "200")).start();
    try (RawConnection client = new RawConnection(server.port())) {
      client.send("GET /healthz?q=1 HTTP/1.1\r\nX-Request-ID: late-1\r\nX: ");
      String answer = client.readAll();
      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("X-Request-ID: late-1\r\n");
    }
    assertThat(line())
        .contains("\"level\":\"INFO\",\"request_id\":\"late-1\",\"method\":\"GET\"")
        .contains("\"path\":\"/healthz\",\"status\":408")
        .contains("\"reason\":\"The headers did not arrive within 200 ms.\"");
  }

  @Test
  void whatTheParserRefusesKeepsTheClientsId() throws Exception {
    start();
    String answer =
        ask("GET /healthz HTTP/1.1\r\nX-Request-ID: order-17\r\nHost: a\r\nX : y\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("X-Request-ID: order-17\r\n");
    assertThat(line())
        .contains("\"request_id\":\"order-17\",\"method\":\"GET\",\"path\":\"/healthz\"")
        .contains("\"status\":400")
        .contains("\"reason\":");
  }

  @Test
  void anIdThatIsNotPlainIsNotEchoedByTheParserEither() throws Exception {
    start();
    String answer = ask("GET / HTTP/1.1\r\nX-Request-ID: a b\r\nHost: a\r\nX : y\r\n\r\n");
    assertThat(answer).containsPattern("X-Request-ID: [0-9a-f]{32}\r\n");
  }

  @Test
  void aRequestWithoutARequestLineHasNoPath() throws Exception {
    start();
    ask("no HTTP at all\r\n\r\n");
    assertThat(line()).contains("\"method\":null,\"path\":null,\"status\":4");
  }

  @Test
  void anIdOfTheRequestBeforeIsNotTheNextOnes() throws Exception {
    start();
    try (RawConnection client = new RawConnection(server.port())) {
      client.send("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Request-ID: first\r\n\r\n").readResponse();
      client.send("GET /healthz HTTP/1.1\r\nHost : a\r\n\r\n");
      assertThat(client.readAll()).startsWith("HTTP/1.1 400 ").doesNotContain("first");
    }
  }

  @Test
  void timeSpentOnParsingIsToldOfWhatFailedThere() throws Exception {
    start();
    ask(post("bad", "{\"inputs\":" + Arrays.toString(new int[SeedCnn.PIXELS - 1]) + "}"));
    assertThat(line()).contains("\"status\":422").doesNotContain("\"parse_ms\":0.000");
  }

  @Test
  void theReasonTellsThePlaceAndNothingOfTheBody() throws Exception {
    start();
    assertThat(ask(post("bad", "{\"inputs\":[0, 1e9876]}"))).contains("found 1e9876");
    assertThat(line())
        .contains("\"reason\":\"/inputs/1: expected a finite number\"")
        .doesNotContain("9876");
    assertThat(ask(post("bad", "{\"inputs\":[secret]}"))).contains("secret");
    assertThat(line())
        .contains("\"reason\":\"The body is no valid JSON at byte ")
        .doesNotContain("secret");
  }

  @Test
  void aProbeOfAStartingServerIsNoError() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    EdgeServer starting =
        server(
            () -> {
              try {
                release.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return SeedCnn.open();
            },
            Map.of());
    Thread start =
        new Thread(
            () -> {
              try {
                starting.start();
              } catch (IOException e) {
                lines.add("not started: " + e);
              }
            });
    start.start();
    while (starting.port() <= 0) {
      Thread.sleep(5);
    }
    assertThat(ask("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 503 ");
    release.countDown();
    start.join();
    assertThat(line())
        .contains("\"level\":\"INFO\"")
        .contains("\"status\":503")
        .contains("\"reason\":\"The server is STARTING.\"");
  }

  @Test
  void whatIsNotThereHasItsReason() throws Exception {
    start();
    assertThat(ask("GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 404 ");
    assertThat(line())
        .contains("\"level\":\"INFO\"")
        .contains(
            "\"reason\":\"Not found. Available: POST /predict, GET /healthz, /v2,"
                + " /openapi.json.\"");
  }
}
