package io.edge4j.runtime.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Connections that ask at once, each waiting for its answer before it asks again. */
final class Load {
  /**
   * What came of it.
   *
   * @param statuses how often each status was answered
   * @param lost requests that were sent whole and not answered
   * @param wrong answers with status 200 and another content than expected
   * @param latenciesMicros of the answers with status 200, ascending
   * @param seconds it took
   */
  record Outcome(
      Map<Integer, Long> statuses,
      long lost,
      long wrong,
      List<Long> latenciesMicros,
      double seconds) {
    double perSecond() {
      return latenciesMicros.size() / seconds;
    }

    /** A quantile of the latency in milliseconds. */
    double millis(double quantile) {
      int index = (int) Math.min(latenciesMicros.size() - 1L, (long) (quantile * size()));
      return latenciesMicros.isEmpty() ? Double.NaN : latenciesMicros.get(index) / 1000.0;
    }

    private int size() {
      return latenciesMicros.size();
    }
  }

  private final int port;
  private final byte[] request;
  private final String expected;

  /**
   * @param expected what an answer with status 200 contains
   */
  Load(int port, byte[] request, String expected) {
    this.port = port;
    this.request = request;
    this.expected = expected;
  }

  /**
   * Asks for as long as it should go on.
   *
   * @param pauseMillis between an answer and the next request of a connection
   */
  Outcome run(int connections, long pauseMillis, BooleanSupplier goesOn)
      throws InterruptedException {
    Map<Integer, Long> statuses = new ConcurrentHashMap<>();
    AtomicLong lost = new AtomicLong();
    AtomicLong wrong = new AtomicLong();
    List<List<Long>> latencies = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < connections; i++) {
      List<Long> own = new ArrayList<>();
      latencies.add(own);
      Thread thread =
          new Thread(() -> ask(goesOn, pauseMillis, statuses, lost, wrong, own), "load-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    long[] sorted =
        latencies.stream().flatMap(List::stream).mapToLong(Long::longValue).sorted().toArray();
    return new Outcome(
        new TreeMap<>(statuses),
        lost.get(),
        wrong.get(),
        Arrays.stream(sorted).boxed().toList(),
        seconds);
  }

  private void ask(
      BooleanSupplier goesOn,
      long pauseMillis,
      Map<Integer, Long> statuses,
      AtomicLong lost,
      AtomicLong wrong,
      List<Long> latencies) {
    while (goesOn.getAsBoolean()) {
      LoadClient client;
      try {
        client = new LoadClient(port);
      } catch (IOException e) {
        // Refused before anything was sent: nothing is lost.
        statuses.merge(0, 1L, Long::sum);
        pause(1);
        continue;
      }
      try (client) {
        boolean closes = false;
        while (!closes && goesOn.getAsBoolean()) {
          long sent = System.nanoTime();
          LoadClient.Answer answer = client.ask(request);
          closes = answer.closes();
          statuses.merge(answer.status(), 1L, Long::sum);
          if (answer.status() == 200) {
            latencies.add((System.nanoTime() - sent) / 1000);
            if (!answer.body().contains(expected)) {
              wrong.incrementAndGet();
            }
          }
          pause(pauseMillis);
        }
      } catch (IOException e) {
        lost.incrementAndGet();
      }
    }
  }

  private static void pause(long millis) {
    if (millis > 0) {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
