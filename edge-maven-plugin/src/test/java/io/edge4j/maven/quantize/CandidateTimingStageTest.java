package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.measure.MachineLock;
import io.edge4j.maven.stage.FileMutex;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.stage.TensorFile;
import io.edge4j.model.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker that times recipe auto's candidates on a device waits for a benchmark there. */
class CandidateTimingStageTest {
  @TempDir Path folder;
  private Path lock;
  private CandidateTimingRequest request;

  @BeforeEach
  void oneSample() throws Exception {
    lock = folder.resolve("lock");
    Path inputs = folder.resolve("inputs");
    TensorFile.write(inputs, List.of(Map.of("input", Tensor.of(new float[28 * 28], 1, 1, 28, 28))));
    request = new CandidateTimingRequest(Map.of("fp32", SeedCnn.file("fp32.onnx")), inputs, 1, 1);
  }

  @Test
  void waitsUntilABenchmarkThereHasEnded() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    ExecutorService worker = Executors.newSingleThreadExecutor();
    FileMutex benchmark = held();
    try {
      Future<CandidateTimings> found =
          worker.submit(
              () ->
                  new CandidateTimingStage(lock, Duration.ofMinutes(1))
                      .run(
                          request,
                          line -> {
                            if (line.startsWith("Another benchmark runs on this machine")) {
                              waits.countDown();
                            }
                          }));
      assertThat(waits.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(found).isNotDone();

      benchmark.close();

      assertThat(found.get(60, TimeUnit.SECONDS).rounds()).containsOnlyKeys("fp32");
      held().close();
    } finally {
      worker.shutdownNow();
    }
  }

  @Test
  void saysWhatToDoWhenABenchmarkThereDoesNotEnd() throws Exception {
    try (FileMutex benchmark = held()) {
      assertThat(benchmark).isNotNull();
      assertThatThrownBy(
              () -> new CandidateTimingStage(lock, Duration.ofMillis(10)).run(request, line -> {}))
          .isInstanceOf(StageException.class)
          .hasMessageContaining("Another benchmark on this machine still runs")
          .hasMessageEndingWith("Let it end, and build again");
    }
  }

  private FileMutex held() throws Exception {
    return MachineLock.acquire(lock, Duration.ofMinutes(1), "", line -> {});
  }
}
