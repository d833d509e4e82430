package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.SeedCnn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that are slow, wrong or hostile, at the level of bytes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultTest {
  private static final String HEAD =
      "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
  private static final String ZEROS =
      "{\"inputs\":" + Arrays.toString(new int[SeedCnn.PIXELS]) + "}";

  private EdgeServer server;

  @BeforeAll
  void start() throws IOException {
    server = server(SeedCnn::open, Map.of("EDGE_BODY_TIMEOUT_MS", "700")).start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static EdgeServer server(EdgeServer.ModelSource model, Map<String, String> environment) {
    return EdgeServer.builder()
        .modelSource(model)
        .requestLog(RequestLog.NONE)
        .fromEnvironment(Map.of("EDGE_HOST", "127.0.0.1", "EDGE_PORT", "0"))
        .fromEnvironment(environment)
        .build();
  }

  private static String post(String body) {
    return HEAD + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          no HTTP at all       | 400 | `\\0\\1\\2 hello\\r\\n\\r\\n`
          no host              | 400 | `GET /healthz HTTP/1.1\\r\\n\\r\\n`
          a bad host           | 400 | `GET /healthz HTTP/1.1\\r\\nHost: a b\\r\\n\\r\\n`
          a signed length      | 400 | `POST /predict HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: +5\\r\\n\\r\\n12345`
          a negative length    | 400 | `POST /predict HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -5\\r\\n\\r\\n12345`
          two lengths          | 400 | `POST /predict HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 5\\r\\nContent-Length: 6\\r\\n\\r\\n12345`
          length and chunks    | 400 | `POST /predict HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 5\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n`
          a folded header      | 400 | `GET /healthz HTTP/1.1\\r\\nHost: a\\r\\nX: a\\r\\n b\\r\\n\\r\\n`
          space before a colon | 400 | `GET /healthz HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n`
          an escape cut short  | 400 | `GET /%zz HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n`
          an unknown version   | 505 | `GET /healthz HTTP/9.9\\r\\nHost: a\\r\\n\\r\\n`
          HTTP/2 unasked       | 426 | `PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n`
          an odd expectation   | 417 | `POST /predict HTTP/1.1\\r\\nHost: a\\r\\nExpect: x\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n`
          """)
  void whatTheParserRefusesIsAProblemWithBothHeaders(String name, int status, String request)
      throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      String response = client.send(request.translateEscapes()).finishSending().readAll();
      assertThat(response)
          .as(name)
          .startsWith("HTTP/1.1 " + status + " ")
          .contains("Content-Type: application/problem+json")
          .containsPattern("X-Request-ID: [0-9a-f]{32}\r\n")
          .containsPattern("X-Latency-Ms: \\d+\\.\\d{3}\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          a long URI           | `GET /{9000 a} HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n`
          long headers         | `GET / HTTP/1.1\\r\\nHost: a\\r\\nX: {9000 a}\\r\\n\\r\\n`
          an unknown version   | `GET /healthz HTTP/9.9\\r\\nHost: a\\r\\n\\r\\n`
          HTTP/2 unasked       | `PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n`
          no host              | `GET /healthz HTTP/1.1\\r\\n\\r\\n`
          """)
  void anAnswerAfterWhichTheConnectionEndsSaysSo(String name, String request) throws IOException {
    String whole = request.translateEscapes().replace("{9000 a}", "a".repeat(9000));
    try (RawConnection client = new RawConnection(server.port())) {
      assertThat(client.send(whole).readAll()).as(name).contains("Connection: close\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          gzip, chunked | 501 | Transfer-Encoding is gzip, chunked; only chunked is supported.
          gzip          | 4   | `"status":4`
          """)
  void aBodyInAnotherTransferCodingIsNotReadAsItIs(String coding, String status, String detail)
      throws IOException {
    String chunk = Integer.toHexString(ZEROS.length()) + "\r\n" + ZEROS + "\r\n0\r\n\r\n";
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(HEAD + "Connection: close\r\nTransfer-Encoding: " + coding + "\r\n\r\n" + chunk);
      assertThat(client.readAll()).startsWith("HTTP/1.1 " + status).contains(detail);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          application/json; foo=bar
          application/json;
          APPLICATION/JSON ; charset=utf-8; q=1
          """)
  void parametersOfAMediaTypeAreIgnored(String type) throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      String request = post(ZEROS).replace("application/json", type);
      assertThat(client.send(request).readAll()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void malformedChunksAreCalledThat() throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{");
      assertThat(client.readAll())
          .startsWith("HTTP/1.1 400 ")
          .contains("The chunks of the body are malformed.");
    }
  }

  @Test
  void aTooLongNumberIsCalledThat() throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(post("{\"inputs\":[1," + "9".repeat(20_000) + "]}"));
      assertThat(client.readAll())
          .startsWith("HTTP/1.1 422 ")
          .contains("/inputs/1: expected a number of at most 1000 characters")
          .contains("\"pointer\":\"/inputs/1\"");
    }
  }

  @Test
  void tooDeepNestingIsCalledThat() throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(post("{\"a\":" + "[".repeat(600) + "]".repeat(600) + "}"));
      assertThat(client.readAll())
          .startsWith("HTTP/1.1 422 ")
          .contains("500 levels of arrays and objects");
    }
  }

  @Test
  void headersBeyondTheLimitAreRefused() throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      String padding = "X: " + "a".repeat(9000) + "\r\n";
      assertThat(client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n" + padding).readAll())
          .startsWith("HTTP/1.1 431 ")
          .contains("X-Request-ID: ")
          .contains("X-Latency-Ms: ");
    }
  }

  @Test
  void headersThatDripAreCutWithAnAnswer() throws Exception {
    try (EdgeServer hasty = server(SeedCnn::open, Map.of("EDGE_HEADER_TIMEOUT_MS", "400")).start();
        RawConnection client = new RawConnection(hasty.port())) {
      assertThat(client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").readResponse())
          .startsWith("HTTP/1.1 200 ");
      CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> read(client));
      client.send("GET /healthz HTTP/1.1\r\nX: ");
      while (!answer.isDone()) {
        try {
          client.send("y");
        } catch (IOException e) {
          assertThat(e).hasMessageMatching(".*(Broken pipe|reset|closed|aborted).*");
        }
        Thread.sleep(50);
      }
      assertThat(answer.get())
          .startsWith("HTTP/1.1 408 ")
          .contains("The headers did not arrive within 400 ms.")
          .containsPattern("X-Request-ID: [0-9a-f]{32}\r\n")
          .containsPattern("X-Latency-Ms: \\d+\\.\\d{3}\r\n");
    }
  }

  private static String read(RawConnection client) {
    try {
      return client.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aConnectionThatIsKeptIsNotTakenForOneThatDrips() throws Exception {
    try (EdgeServer hasty = server(SeedCnn::open, Map.of("EDGE_HEADER_TIMEOUT_MS", "100")).start();
        RawConnection client = new RawConnection(hasty.port())) {
      for (int i = 0; i < 4; i++) {
        assertThat(client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").readResponse())
            .startsWith("HTTP/1.1 200 ");
        Thread.sleep(250);
      }
    }
  }

  @Test
  void silentConnectionsGiveWayWhenThereAreAsManyAsMayBe() throws Exception {
    List<RawConnection> silent = new ArrayList<>();
    try (EdgeServer small = server(SeedCnn::open, Map.of("EDGE_MAX_CONNECTIONS", "3")).start()) {
      for (int i = 0; i < 6; i++) {
        silent.add(new RawConnection(small.port()));
      }
      try (RawConnection client = new RawConnection(small.port())) {
        assertThat(client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").readResponse())
            .startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (RawConnection connection : silent) {
        connection.close();
      }
    }
  }

  @Test
  void aMalformedPathIsCalledThat() throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      assertThat(client.send("GET /v2/%zz HTTP/1.1\r\nHost: a\r\n\r\n").readAll())
          .startsWith("HTTP/1.1 400 ")
          .contains("The request line or the headers are malformed.");
    }
  }

  @Test
  void aUriBeyondTheLimitIsRefused() throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      assertThat(client.send("GET /" + "a".repeat(9000) + " HTTP/1.1\r\n").readAll())
          .startsWith("HTTP/1.1 414 ");
    }
  }

  @Test
  void aClientThatKeepsSendingStillSeesWhyItWasRefused() throws IOException {
    byte[] piece = new byte[100_000];
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(HEAD + "Content-Length: 5000000\r\n\r\n");
      for (int i = 0; i < 50; i++) {
        client.send(piece);
      }
      assertThat(client.readAll())
          .startsWith("HTTP/1.1 413 ")
          .contains("The body is larger than 1048576 bytes.");
    }
  }

  @Test
  void aBodyInChunksIsLimitedToo() throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 11; i++) {
        client.send("186a0\r\n" + "x".repeat(100_000) + "\r\n");
      }
      assertThat(client.send("0\r\n\r\n").readAll()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void aRefusedExpectationCostsTheClientNoBody() throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(HEAD + "Expect: 100-continue\r\nContent-Length: 5000000\r\n\r\n");
      assertThat(client.readAll()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void anAcceptedExpectationIsToldToGoOn() throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(
          HEAD
              + "Expect: 100-continue\r\nConnection: close\r\nContent-Length: "
              + ZEROS.length()
              + "\r\n\r\n");
      assertThat(client.readResponse()).startsWith("HTTP/1.1 100 ");
      assertThat(client.send(ZEROS).readAll()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aRefusalKeepsTheConnectionInStep() throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(
          "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n");
      assertThat(client.readResponse()).startsWith("HTTP/1.1 415 ");
      client
          .send("GET /heal")
          .send("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.readAll())
          .as("the body's ten bytes were dropped, the eleventh begins a request")
          .startsWith("HTTP/1.1 405 ")
          .contains("ET is not allowed; use GET.");
    }
  }

  @Test
  void aTruncatedBodyIsMalformed() throws IOException {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(HEAD + "Content-Length: 50\r\n\r\n{\"inputs\"").finishSending();
      assertThat(client.readAll()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void aBodyThatTricklesIsCutAtTheDeadline() throws Exception {
    try (RawConnection client = new RawConnection(server.port())) {
      client.send(HEAD + "Content-Length: 5000\r\n\r\n");
      CompletableFuture<String> response = answer(client);
      while (!response.isDone()) {
        client.send(" ");
        Thread.sleep(100);
      }
      assertThat(response.get())
          .startsWith("HTTP/1.1 408 ")
          .contains("The body did not arrive within 700 ms.");
    }
  }

  @Test
  void bodiesThatAreHeldOpenDoNotHoldUpOthers() throws IOException {
    List<RawConnection> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        slow.add(
            new RawConnection(server.port()).send(HEAD + "Content-Length: 5000\r\n\r\n{\"inp"));
      }
      try (RawConnection client = new RawConnection(server.port())) {
        assertThat(client.send(post(ZEROS)).readAll()).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (RawConnection client : slow) {
        client.close();
      }
    }
  }

  @Test
  void whileTheModelLoadsPredictionsWaitAndTheRestAreTurnedAway() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    EdgeServer starting =
        server(() -> openAfter(release), Map.of("EDGE_QUEUE", "1", "EDGE_WORKERS", "1"));
    CompletableFuture<EdgeServer> start = startAsync(starting);
    int port = awaitPort(starting);
    try (RawConnection health = new RawConnection(port);
        RawConnection one = new RawConnection(port);
        RawConnection other = new RawConnection(port)) {
      assertThat(health.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").readResponse())
          .startsWith("HTTP/1.1 503 ")
          .contains("{\"status\":\"STARTING\"}");
      CompletableFuture<String> first = answer(one.send(post(ZEROS)));
      CompletableFuture<String> second = answer(other.send(post(ZEROS)));
      assertThat(CompletableFuture.anyOf(first, second).get(20, TimeUnit.SECONDS).toString())
          .startsWith("HTTP/1.1 503 ")
          .contains("Retry-After: 1\r\n");
      assertThat(first.isDone() && second.isDone()).as("one waits").isFalse();
      release.countDown();
      assertThat(List.of(first.get(20, TimeUnit.SECONDS), second.get(20, TimeUnit.SECONDS)))
          .anyMatch(answer -> answer.startsWith("HTTP/1.1 200 "));
    } finally {
      release.countDown();
      start.get(30, TimeUnit.SECONDS).close();
    }
  }

  private static CompletableFuture<String> answer(RawConnection client) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return client.readAll();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> new Thread(task).start());
  }

  private static EdgeModel openAfter(CountDownLatch release) throws IOException {
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    return SeedCnn.open();
  }

  private static CompletableFuture<EdgeServer> startAsync(EdgeServer server) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return server.start();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> new Thread(task).start());
  }

  private static int awaitPort(EdgeServer server) throws InterruptedException {
    while (server.port() <= 0) {
      Thread.sleep(5);
    }
    return server.port();
  }

  @Test
  void aStoppingServerAnswersWhatIsUnderWayAndTakesNothingNew() throws Exception {
    EdgeServer stopping = server(SeedCnn::open, Map.of()).start();
    int port = stopping.port();
    try (RawConnection underWay = new RawConnection(port)) {
      underWay.send(HEAD + "Content-Length: " + ZEROS.length() + "\r\n\r\n{");
      assertThat(get(port, "/healthz")).startsWith("HTTP/1.1 200 ");
      Thread closer = new Thread(stopping::close);
      closer.start();
      awaitRefusal(port);
      underWay.send(ZEROS.substring(1));
      assertThat(underWay.readAll()).startsWith("HTTP/1.1 200 ");
      closer.join(20_000);
      assertThat(closer.isAlive()).isFalse();
    }
  }

  @Test
  void whatTheSystemHasEstablishedIsAnsweredBeforeThePortCloses() throws Exception {
    EdgeServer full = server(SeedCnn::open, Map.of("EDGE_MAX_CONNECTIONS", "1")).start();
    List<RawConnection> established = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        established.add(new RawConnection(full.port()).send(post(ZEROS)));
      }
      full.close();
      for (RawConnection client : established) {
        assertThat(client.readAll()).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (RawConnection client : established) {
        client.close();
      }
    }
  }

  private static void awaitRefusal(int port) throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      try (RawConnection probe = new RawConnection(port)) {
        probe.finishSending();
      } catch (IOException e) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("New connections are still accepted.");
  }

  private static String get(int port, String path) throws IOException {
    try (RawConnection client = new RawConnection(port)) {
      return client
          .send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
          .readAll();
    }
  }

  @Test
  void twoServersCannotShareAPort() {
    EdgeServer second = server(SeedCnn::open, Map.of("EDGE_PORT", Integer.toString(server.port())));
    assertThatThrownBy(second::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(Integer.toString(server.port()));
  }
}
