package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.runtime.SeedCnn;
import io.edge4j.runtime.TinyModels;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients can make a server hold, and what happens when it is too much. */
class MemoryTest {
  private static final Pattern PORT = Pattern.compile("\\d+");
  private static final int KILOBYTE = 1 << 10;
  private static final String SAMPLE =
      "{\"inputs\":" + Arrays.toString(new int[SeedCnn.PIXELS]) + "}";

  private final List<RawConnection> clients = new ArrayList<>();
  private EdgeServer server;

  /**
   * @param forRequests bytes that requests may hold together
   */
  private void start(int forRequests, Map<String, String> environment) throws IOException {
    start(new MemoryBudget(4L * forRequests), environment);
  }

  private void start(MemoryBudget budget, Map<String, String> environment) throws IOException {
    start(SeedCnn::open, budget, environment);
  }

  private void start(
      EdgeServer.ModelSource model, MemoryBudget budget, Map<String, String> environment)
      throws IOException {
    server =
        EdgeServer.builder()
            .modelSource(model)
            .requestLog(RequestLog.NONE)
            .memory(budget)
            .fromEnvironment(Map.of("EDGE_HOST", "127.0.0.1", "EDGE_PORT", "0"))
            .fromEnvironment(environment)
            .build()
            .start();
  }

  @AfterEach
  void stop() throws IOException {
    for (RawConnection client : clients) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private RawConnection connect() throws IOException {
    RawConnection client = new RawConnection(server.port());
    clients.add(client);
    return client;
  }

  private static String post(String headers, String body) {
    return post("/predict", headers, body);
  }

  private static String post(String path, String headers, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        + headers
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void aQuarterOfTheHeapIsForConnectionsWhateverTheOptionSays() {
    MemoryBudget recommended = new MemoryBudget(24L << 20);
    assertThat(recommended.connections()).isBetween(1024, 1200);
    assertThat(connectionLimit(recommended, 1_000_000)).isEqualTo(recommended.connections());
  }

  @Test
  void theOptionCountsWhereTheHeapAllowsMore() {
    assertThat(connectionLimit(new MemoryBudget(1L << 40), 77)).isEqualTo(77);
  }

  private static int connectionLimit(MemoryBudget budget, int option) {
    Server jetty = new Server();
    ServerOptions options = ServerOptions.defaults().withMaxConnections(option);
    jetty.addConnector(new LimitedConnector(jetty, options, new HttpConfiguration(), budget));
    return jetty.getBean(NetworkConnectionLimit.class).getMaxNetworkConnectionCount();
  }

  @Test
  void longHeadersAreCountedUntilTheirConnectionEnds() throws IOException {
    start(64 * KILOBYTE, Map.of());
    String headers = "X: y\r\n".repeat(300);
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      answers.add(connect().send(post(headers, SAMPLE)).readResponse());
    }
    assertThat(answers.get(0)).startsWith("HTTP/1.1 200 ");
    assertThat(answers.get(3))
        .startsWith("HTTP/1.1 503 ")
        .contains("Too much memory is held by other requests; retry later.")
        .contains("Connection: close")
        .contains("Retry-After: 1");
    clients.get(0).close();
    String after = connect().send(post(headers, SAMPLE)).readResponse();
    while (after.startsWith("HTTP/1.1 503 ")) {
      after = connect().send(post(headers, SAMPLE)).readResponse();
    }
    assertThat(after).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void halfAHeaderIsCountedToo() throws IOException {
    start(64 * KILOBYTE, Map.of("EDGE_HEADER_TIMEOUT_MS", "500"));
    String half = "GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(7000);
    for (int i = 0; i < 5; i++) {
      connect().send(half);
    }
    List<String> statuses = new ArrayList<>();
    for (RawConnection client : clients) {
      statuses.add(client.readAll().substring(0, "HTTP/1.1 503".length()));
    }
    assertThat(statuses)
        .as("three fit, and wait until they are late")
        .containsOnly("HTTP/1.1 503", "HTTP/1.1 408")
        .filteredOn("HTTP/1.1 503"::equals)
        .hasSize(2);
  }

  @Test
  void numbersReadFromABodyAreCounted() throws IOException {
    start(64 * KILOBYTE, Map.of());
    String samples = "{\"inputs\":[" + "0,".repeat(30_000) + "0]}";
    assertThat(samples.length()).isLessThan(64 * KILOBYTE);
    assertThat(connect().send(post("", samples)).readResponse())
        .startsWith("HTTP/1.1 413 ")
        .contains("The request needs more than 65536 bytes of memory");
  }

  @Test
  void noBodyIsLargerThanWhatTheHeapHasForAll() throws IOException {
    start(64 * KILOBYTE, Map.of("EDGE_MAX_BODY_BYTES", "100000000"));
    assertThat(connect().send(post("", " ".repeat(64 * KILOBYTE + 1))).readResponse())
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void whatAModelAnswersIsCountedBeforeItIsRead() throws IOException {
    start(tiny(TinyModels.widened(4_000)), new MemoryBudget(4L * 64 * KILOBYTE), Map.of());
    assertThat(connect().send(post("", "{\"inputs\":[1]}")).readResponse())
        .startsWith("HTTP/1.1 413 ")
        .contains("The request needs more than 65536 bytes of memory");
    String infer =
        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[1]}]}";
    assertThat(connect().send(post("/v2/models/tiny/infer", "", infer)).readResponse())
        .startsWith("HTTP/1.1 413 ");
  }

  /** One small request could end the process. */
  @Test
  void anAnswerWhoseSizeAValueTellsIsCountedToo() throws IOException {
    start(tiny(TinyModels.zeros()), new MemoryBudget(4L * 64 * KILOBYTE), Map.of());
    RawConnection client = connect();
    assertThat(client.send(zeros(1_000_000, false)).readResponse())
        .startsWith("HTTP/1.1 413 ")
        .contains("The request needs more than 65536 bytes of memory");
    assertThat(client.send(zeros(6_000, true)).readResponse())
        .as("24,000 bytes, and twice as many until they are read")
        .startsWith("HTTP/1.1 413 ");
    assertThat(client.send(zeros(2_000, false)).readResponse()).startsWith("HTTP/1.1 200 ");
    assertThat(client.send(zeros(4_000, true)).readResponse()).startsWith("HTTP/1.1 200 ");
  }

  private static String zeros(int size, boolean binary) {
    return post(
        "/v2/models/tiny/infer",
        "",
        "{\"parameters\":{\"binary_data_output\":"
            + binary
            + "},\"inputs\":[{\"name\":\"size\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":["
            + size
            + "]}]}");
  }

  private static EdgeServer.ModelSource tiny(byte[] model) {
    return () -> EdgeModel.openBytes("tiny", model, EdgeOptions.defaults());
  }

  @Test
  void whatARequestHeldIsThereAgainForTheNext() throws IOException {
    start(24 * KILOBYTE, Map.of());
    for (int i = 0; i < 50; i++) {
      RawConnection client = connect();
      assertThat(client.send(post("", SAMPLE)).readResponse()).startsWith("HTTP/1.1 200 ");
      assertThat(client.send(post("", "{")).readResponse()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void memoryThatHasRunOutEndsTheProcess() throws Exception {
    AtomicInteger code = new AtomicInteger(-1);
    server =
        EdgeServer.builder()
            .modelSource(SeedCnn::open)
            .requestLog(
                line -> {
                  throw new OutOfMemoryError("as if the heap were full");
                })
            .onOutOfMemory(new OutOfMemoryExit(code::set))
            .fromEnvironment(Map.of("EDGE_HOST", "127.0.0.1", "EDGE_PORT", "0"))
            .build()
            .start();
    connect().send(post("", SAMPLE)).readResponse();
    while (code.get() < 0) {
      Thread.sleep(1);
    }
    assertThat(code).hasValue(OutOfMemoryExit.CODE);
  }

  /** Started without {@code -XX:+ExitOnOutOfMemoryError}. */
  @Test
  void aProcessWhoseHeapIsFullEndsWithoutAFlag() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                FillsItsHeap.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = process.inputReader()) {
      int port =
          Integer.parseInt(
              output.lines().filter(PORT.asMatchPredicate()).findFirst().orElseThrow());
      while (process.isAlive()) {
        ask(port);
      }
    }
    assertThat(process.waitFor()).isEqualTo(OutOfMemoryExit.CODE);
  }

  private static void ask(int port) {
    try (RawConnection client = new RawConnection(port)) {
      String answer = client.send(post("", SAMPLE)).readResponse();
      while (!answer.isEmpty()) {
        answer = client.send(post("", SAMPLE)).readResponse();
      }
    } catch (IOException e) {
      assertThat(e).hasMessageMatching(".*(refused|reset|closed|Broken pipe|timed out).*");
    }
  }

  /** A server whose log keeps everything. */
  static final class FillsItsHeap {
    private FillsItsHeap() {}

    public static void main(String[] args) throws Exception {
      List<byte[]> kept = new ArrayList<>();
      EdgeServer server =
          EdgeServer.builder()
              .modelSource(SeedCnn::open)
              .requestLog(line -> kept.add(new byte[1 << 20]))
              .fromEnvironment(Map.of("EDGE_HOST", "127.0.0.1", "EDGE_PORT", "0"))
              .build()
              .start();
      System.out.println(server.port());
    }
  }

  @Test
  void anErrorBehindAnotherIsFound() {
    AtomicInteger code = new AtomicInteger(-1);
    OutOfMemoryExit exit = new OutOfMemoryExit(code::set);
    exit.check(new IllegalStateException("Bad Request", new IOException("unrelated")));
    assertThat(code).hasValue(-1);
    exit.check(new IllegalStateException("Bad Request", new OutOfMemoryError("Java heap space")));
    assertThat(code).hasValue(OutOfMemoryExit.CODE);
  }
}
