package io.edge4j.runtime.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.OnnxBytes;
import io.edge4j.runtime.Predictor;
import io.edge4j.runtime.SeedCnn;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints the figures of a server under load and asserts what must hold on any machine: right
 * answers or refusals, nothing lost, nothing hanging. Times are printed, never asserted.
 */
@Tag("load")
class LoadAndFaultTest {
  private static final int HOSTILE = Integer.getInteger("edge.load.hostile", 10_000);
  private static final int SECONDS = Integer.getInteger("edge.load.seconds", 10);
  private static final int SLOW_SECONDS = Integer.getInteger("edge.load.slowSeconds", 60);
  private static final int STEADY_SECONDS = Integer.getInteger("edge.load.steadySeconds", 60);
  private static final int CALLS = Integer.getInteger("edge.load.calls", 400_000);
  private static final String EXPECTED = "\"index\":9,";

  @TempDir Path directory;
  private Path model;
  private float[] image;
  private byte[] request;

  @BeforeEach
  void prepare() throws IOException {
    model = directory.resolve("seed-int8.onnx");
    try (InputStream in =
        LoadAndFaultTest.class.getClassLoader().getResourceAsStream(SeedCnn.RESOURCE)) {
      Files.copy(in, model);
    }
    image = SeedCnn.images()[0];
    request = request(1);
    // Without metadata the outputs are plain values; the index is what is looked at.
    byte[] bytes = Files.readAllBytes(model);
    Files.write(model, OnnxBytes.withMetadata(bytes, Map.of("edge.output", "logits")));
  }

  private byte[] request(int samples) {
    String sample = Arrays.toString(image);
    String body =
        "{\"inputs\": "
            + (samples == 1 ? sample : Collections.nCopies(samples, sample).toString())
            + "}";
    return ("POST /predict HTTP/1.1\r\n"
            + "Host: a\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void print(String figure, Object... values) {
    System.out.println(String.format(Locale.ROOT, figure, values));
  }

  private static BooleanSupplier during(int seconds) {
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    return () -> System.nanoTime() - end < 0;
  }

  private ServerProcess start(Map<String, String> environment) throws Exception {
    return ServerProcess.start(model, request, environment);
  }

  private Load load(ServerProcess server) {
    return new Load(server.port(), request, EXPECTED);
  }

  @Test
  void startsAndAnswers() throws Exception {
    List<Double> starts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      try (ServerProcess server = start(Map.of())) {
        starts.add(server.startMillis());
      }
    }
    starts.sort(null);
    assertThat(starts).hasSize(5);
    print("process start to first answer: median %.0f ms of %s", starts.get(2), starts);
  }

  @Test
  void answersManyConnectionsRight() throws Exception {
    try (ServerProcess server = start(Map.of())) {
      load(server).run(8, 0, during(5));
      for (int connections : new int[] {1, 16}) {
        long cpu = server.cpuMicros();
        Load.Outcome outcome = load(server).run(connections, 0, during(SECONDS));
        assertThat(outcome.statuses().keySet()).containsExactly(200);
        assertThat(outcome.wrong() + outcome.lost()).isZero();
        print(
            "%d connections: %.0f requests/s, p50 %.3f ms, p99 %.3f ms, %d us CPU a request",
            connections,
            outcome.perSecond(),
            outcome.millis(0.5),
            outcome.millis(0.99),
            (server.cpuMicros() - cpu) / outcome.latenciesMicros().size());
      }
      print("peak resident memory: %.0f MB", server.peakMegabytes());
    }
  }

  /** One sample a request is answered as it is read and waits in its connection; more queue. */
  @Test
  void overloadGivesRefusalsAndRightAnswersOnly() throws Exception {
    try (ServerProcess server = start(Map.of("EDGE_QUEUE", "4", "EDGE_WORKERS", "1"))) {
      for (int samples : new int[] {1, 20}) {
        Load load = new Load(server.port(), request(samples), EXPECTED);
        Load.Outcome one = load.run(1, 0, during(SECONDS));
        Load.Outcome outcome = load.run(160, 0, during(SECONDS));
        assertThat(outcome.statuses().keySet()).isSubsetOf(200, 503);
        assertThat(outcome.wrong() + outcome.lost()).isZero();
        print(
            "160 connections, %d samples a request: %s, p99 of answers %.1f ms; one: %.0f a second",
            samples, outcome.statuses(), outcome.millis(0.99), one.perSecond());
      }
    }
  }

  @Test
  void slowBodiesHoldNobodyUpAndAreCut() throws Exception {
    try (ServerProcess server = start(Map.of("EDGE_BODY_TIMEOUT_MS", "3000"))) {
      load(server).run(4, 0, during(3));
      byte[] begun = Arrays.copyOf(request, 200);
      List<LoadClient> slow = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        LoadClient client = new LoadClient(server.port());
        client.send(begun);
        slow.add(client);
      }
      List<Long> latencies = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        long sent = System.nanoTime();
        try (LoadClient fresh = new LoadClient(server.port())) {
          assertThat(fresh.ask(request).status()).isEqualTo(200);
        }
        latencies.add((System.nanoTime() - sent) / 1000);
      }
      latencies.sort(null);
      print(
          "a fresh request beside 200 slow bodies: median %.1f ms, largest %.1f ms",
          latencies.get(10) / 1000.0, latencies.get(19) / 1000.0);
      for (LoadClient client : slow) {
        assertThat(client.answer().status()).isEqualTo(408);
        client.close();
      }
    }
  }

  @Test
  void aThousandClientsAndSlowReadersAreServed() throws Exception {
    List<LoadClient> clients = new ArrayList<>();
    try (ServerProcess server = start(Map.of())) {
      for (int i = 0; i < 1_000; i++) {
        clients.add(new LoadClient(server.port()));
      }
      for (int round = 0; round < 3; round++) {
        for (LoadClient client : clients) {
          assertThat(client.ask(request).status()).isEqualTo(200);
        }
      }
      print(
          "1,000 connections kept, three requests each: /healthz after it in %.1f ms, heap %.1f MB,"
              + " resident %.0f MB",
          healthMillis(server), server.heapMegabytes(), server.residentMegabytes());
      for (LoadClient client : clients.subList(600, 1_000)) {
        client.close();
      }
      // As long as the server has not seen that they are gone, others are beyond its limit, and
      // whoever is silent for a second has to go.
      for (LoadClient client : clients.subList(0, 600)) {
        assertThat(client.ask(request).status()).isEqualTo(200);
      }
      try (SlowReaders slow = new SlowReaders(server.port(), 400)) {
        double slowest = 0;
        long asked = 0;
        BooleanSupplier goesOn = during(SLOW_SECONDS);
        while (goesOn.getAsBoolean()) {
          for (LoadClient client : clients.subList(0, 600)) {
            assertThat(client.ask(request).status()).isEqualTo(200);
            asked++;
          }
          slowest = Math.max(slowest, healthMillis(server));
        }
        print(
            "beside 400 slow readers for %d s (%d cut off and back): %d answers to 600 kept"
                + " connections, slowest /healthz %.1f ms, heap %.1f MB, resident %.0f MB",
            SLOW_SECONDS,
            slow.cut(),
            asked,
            slowest,
            server.heapMegabytes(),
            server.residentMegabytes());
      }
    } finally {
      for (LoadClient client : clients) {
        client.close();
      }
    }
  }

  private static double healthMillis(ServerProcess server) throws IOException {
    byte[] health = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    long begin = System.nanoTime();
    try (LoadClient client = new LoadClient(server.port())) {
      assertThat(client.ask(health).status()).isEqualTo(200);
    }
    return (System.nanoTime() - begin) / 1e6;
  }

  @Test
  void bytesThatDripAreCutAtTheDeadline() throws Exception {
    try (ServerProcess server =
        start(Map.of("EDGE_BODY_TIMEOUT_MS", "3000", "EDGE_HEADER_TIMEOUT_MS", "3000"))) {
      int bodyBegins = new String(request, StandardCharsets.US_ASCII).indexOf("\r\n\r\n") + 4;
      for (int begun : new int[] {20, bodyBegins}) {
        List<LoadClient> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          clients.add(new LoadClient(server.port()));
          clients.get(i).send(Arrays.copyOf(request, begun));
        }
        long begin = System.nanoTime();
        List<Double> seconds = new ArrayList<>();
        for (int at = begun; !clients.isEmpty(); at++) {
          Thread.sleep(1_000);
          for (LoadClient client : List.copyOf(clients)) {
            if (client.hasAnswer()) {
              assertThat(client.answer().status()).isEqualTo(408);
              seconds.add((System.nanoTime() - begin) / 1e9);
              client.close();
              clients.remove(client);
            } else {
              client.send(new byte[] {request[at]});
            }
          }
        }
        print(
            "a byte a second, from byte %d on: 408 seen after %.0f to %.0f s (deadline 3 s)",
            begun, seconds.get(0), seconds.get(seconds.size() - 1));
      }
    }
  }

  @Test
  void hostileRequestsAreAnsweredAndHarmNobody() throws Exception {
    Map<String, Long> outcomes = new TreeMap<>();
    try (ServerProcess server = start(Map.of("EDGE_BODY_TIMEOUT_MS", "3000"))) {
      HostileRequests hostile = new HostileRequests(3, request);
      for (int i = 0; i < HOSTILE; i++) {
        byte[] bytes = hostile.get(i);
        try (LoadClient client = new LoadClient(server.port())) {
          client.send(bytes);
          client.finishSending();
          LoadClient.Answer answer = client.answer();
          outcomes.merge(Integer.toString(answer.status()), 1L, Long::sum);
        } catch (IOException e) {
          outcomes.merge(ending(bytes), 1L, Long::sum);
        }
      }
      assertThat(outcomes).doesNotContainKey("500").doesNotContainKey("no answer");
      try (LoadClient client = new LoadClient(server.port())) {
        assertThat(client.ask(request).body()).contains(EXPECTED);
      }
    }
    print("%d hostile requests: %s", HOSTILE, outcomes);
  }

  /** A request whose headers never ended needs no answer. */
  private static String ending(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains("\r\n\r\n")
        ? "no answer"
        : "unfinished headers";
  }

  @Test
  void sigtermUnderLoadLosesNothing() throws Exception {
    try (ServerProcess server = start(Map.of())) {
      load(server).run(8, 0, during(3));
      AtomicBoolean goesOn = new AtomicBoolean(true);
      List<Load.Outcome> outcome = new ArrayList<>();
      Thread loading =
          new Thread(
              () -> {
                try {
                  outcome.add(load(server).run(16, 0, goesOn::get));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      loading.start();
      Thread.sleep(1_000);
      server.terminate();
      int code = server.awaitEnd();
      goesOn.set(false);
      loading.join();
      print(
          "SIGTERM under load: %s (0: refused), lost %d",
          outcome.get(0).statuses(), outcome.get(0).lost());
      assertThat(outcome.get(0).lost()).isZero();
      assertThat(outcome.get(0).wrong()).isZero();
      assertThat(code).isEqualTo(143);
    }
  }

  @Test
  void memoryAndLatencyStayFlat() throws Exception {
    try (ServerProcess server = start(Map.of())) {
      load(server).run(8, 0, during(10));
      for (int quarter = 1; quarter <= 4; quarter++) {
        Load.Outcome outcome = load(server).run(4, 1, during(Math.max(1, STEADY_SECONDS / 4)));
        assertThat(outcome.statuses().keySet()).containsExactly(200);
        print(
            "quarter %d of %d s: %.0f requests/s, p50 %.3f ms, p99 %.3f ms, %.0f MB",
            quarter,
            STEADY_SECONDS,
            outcome.perSecond(),
            outcome.millis(0.5),
            outcome.millis(0.99),
            server.residentMegabytes());
      }
    }
  }

  @Test
  void predictionsLeaveNoMemoryBehind() throws Exception {
    try (EdgeModel opened = EdgeModel.open(model)) {
      Predictor predictor = opened.predictor();
      for (int i = 0; i < CALLS / 4; i++) {
        predictor.predict(image);
      }
      double before = ownMegabytes();
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long allocated = threads.getCurrentThreadAllocatedBytes();
      long sum = 0;
      long begin = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        sum += predictor.predict(image).index();
      }
      print(
          "%d predictions: %.1f us and %d bytes each, resident memory %.1f MB before, %.1f MB"
              + " after",
          CALLS,
          (System.nanoTime() - begin) / 1e3 / CALLS,
          (threads.getCurrentThreadAllocatedBytes() - allocated) / CALLS,
          before,
          ownMegabytes());
      assertThat(sum).isEqualTo(9L * CALLS);
    }
  }

  private static double ownMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElse(Double.NaN);
  }
}
