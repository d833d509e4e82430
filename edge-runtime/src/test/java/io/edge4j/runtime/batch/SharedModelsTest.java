package io.edge4j.runtime.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.EdgeOptions;
import io.edge4j.runtime.SeedCnn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedModelsTest {
  private static final int THREADS = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ModelKey KEY =
      new ModelKey(ModelOrigin.RESOURCE, SeedCnn.RESOURCE, "0", EdgeOptions.defaults());

  private final SharedModels models = new SharedModels();
  private final AtomicInteger openings = new AtomicInteger();

  private EdgeModel open() throws IOException {
    openings.incrementAndGet();
    return SeedCnn.open();
  }

  @Test
  void manyThreadsShareOneOpening() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    CountDownLatch start = new CountDownLatch(1);
    List<Future<EdgeModel>> found = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      found.add(
          threads.submit(
              () -> {
                start.await();
                return models.get(KEY, this::open);
              }));
    }
    start.countDown();
    EdgeModel first = found.get(0).get(30, TimeUnit.SECONDS);
    for (Future<EdgeModel> model : found) {
      assertThat(model.get(30, TimeUnit.SECONDS)).isSameAs(first);
    }
    assertThat(openings).hasValue(1);
    threads.shutdown();
    models.close(PATIENCE);
  }

  @Test
  void closingClosesEveryModelAndOpensNoMore() throws Exception {
    EdgeModel model = models.get(KEY, this::open);
    models.close(PATIENCE);
    float[] image = SeedCnn.images()[0];
    assertThatThrownBy(() -> model.predictor().predict(image))
        .isInstanceOf(IllegalStateException.class);
    ModelKey other = new ModelKey(ModelOrigin.BYTES, "other", "1", EdgeOptions.defaults());
    assertThatThrownBy(() -> models.get(other, this::open))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The JVM is ending");
    assertThat(openings).hasValue(1);
  }

  /** An opening stands for whatever does not end: close gives up, and the JVM may go. */
  @Test
  void closingDoesNotWaitForEver() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch opening = new CountDownLatch(1);
    AtomicBoolean opened = new AtomicBoolean();
    Thread slow =
        new Thread(
            () -> {
              try {
                models.get(
                    KEY,
                    () -> {
                      opening.countDown();
                      awaitUninterruptibly(release);
                      return open();
                    });
                opened.set(true);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    slow.start();
    opening.await();
    models.close(Duration.ofMillis(50));
    assertThat(opened).isFalse();
    release.countDown();
    slow.join();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Threads predict while the JVM is told to end: no crash, and the model is closed under none. */
  @Test
  void theEndOfTheJvmClosesTheModel() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PredictUntilTheEnd.class.getName())
            .redirectErrorStream(true)
            .start();
    String output;
    try (var stream = process.getInputStream()) {
      output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(process.waitFor()).as(output).isEqualTo(PredictUntilTheEnd.CODE);
    assertThat(output).containsOnlyOnce("Opened model").contains("Model int8-python is closed.");
  }

  /** Predicts on daemon threads and ends the JVM under them. */
  static final class PredictUntilTheEnd {
    static final int CODE = 7;

    private PredictUntilTheEnd() {}

    public static void main(String[] arguments) throws Exception {
      ModelReference reference = ModelReference.ofResource(SeedCnn.RESOURCE);
      float[] image = SeedCnn.images()[0];
      CountDownLatch running = new CountDownLatch(4);
      for (int i = 0; i < 4; i++) {
        Thread thread =
            new Thread(
                () -> {
                  try {
                    reference.predictor().predict(image);
                    running.countDown();
                    while (true) {
                      reference.predictor().predict(image);
                    }
                  } catch (IllegalStateException e) {
                    System.out.println(e.getMessage());
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
        thread.setDaemon(true);
        thread.start();
        // Keeps the ending JVM until the thread has said how it ended.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> join(thread)));
      }
      running.await();
      System.exit(CODE);
    }

    private static void join(Thread thread) {
      try {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
