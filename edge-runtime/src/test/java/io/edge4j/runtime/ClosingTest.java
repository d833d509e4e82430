package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Closing under a prediction crashes the JVM, unless somebody waits. */
class ClosingTest {
  private static final int THREADS = 4;

  @RepeatedTest(3)
  void predictionsInFlightEndAndLaterOnesAreRefused() throws Exception {
    float[] image = SeedCnn.images()[0];
    EdgeModel model = SeedCnn.open();
    AtomicInteger answered = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    List<Future<String>> endings = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      endings.add(threads.submit(() -> predictUntilRefused(model.predictor(), image, answered)));
    }
    while (answered.get() < 50) {
      Thread.onSpinWait();
    }
    model.close();
    int atClose = answered.get();
    for (Future<String> ending : endings) {
      assertThat(ending.get(30, TimeUnit.SECONDS)).isEqualTo("Model int8-python is closed.");
    }
    // One that had its answer before the close may count it after.
    assertThat(answered.get()).isBetween(atClose, atClose + THREADS);
    threads.shutdown();
  }

  private static String predictUntilRefused(
      Predictor predictor, float[] image, AtomicInteger answered) {
    while (true) {
      try {
        assertThat(predictor.predict(image).index()).isEqualTo(9);
      } catch (IllegalStateException e) {
        return e.getMessage();
      }
      answered.incrementAndGet();
    }
  }

  @Test
  void closingTwiceIsClosingOnce() throws IOException {
    EdgeModel model = SeedCnn.open();
    model.close();
    model.close();
    assertThat(model.info().name()).isEqualTo("int8-python");
  }

  @Test
  void manyThreadsGetTheAnswersThatOneGets() throws Exception {
    float[][] images = SeedCnn.images();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try (EdgeModel model = SeedCnn.open()) {
      Predictor predictor = model.predictor();
      List<Future<Boolean>> results = new ArrayList<>();
      for (int t = 0; t < 16; t++) {
        results.add(threads.submit(() -> agrees(predictor, images)));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean agrees(Predictor predictor, float[][] images) throws IOException {
    float[][] logits = SeedCnn.logits();
    for (int i = 0; i < images.length; i++) {
      float[] found = predictor.predict(images[i]).values();
      for (int k = 0; k < found.length; k++) {
        if (Math.abs(found[k] - logits[i][k]) > 1e-4f) {
          return false;
        }
      }
    }
    return true;
  }
}
