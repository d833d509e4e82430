package io.edge4j.maven.benchmark;

import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.worker.WorkerException;
import io.edge4j.maven.worker.WorkerJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the fresh JVMs that are measured in: one heap size, one collector, one thread count. */
final class Forks {
  /** Fixed, so that no heap grows while it is measured. */
  static final String HEAP = "-Xms512m -Xmx512m -XX:+UseSerialGC";

  private static final Duration TIMEOUT = Duration.ofMinutes(30);

  private final BenchmarkRequest request;
  private final Path inputs;
  private final Path logs;

  Forks(BenchmarkRequest request, Path inputs, Path logs) {
    this.request = request;
    this.inputs = inputs;
    this.logs = logs;
  }

  ForkReport measure(int fork, Progress progress)
      throws StageException, IOException, InterruptedException {
    try {
      return jvm()
          .run(
              MeasureStage.class,
              ForkReport.class,
              new MeasureRequest(request.variants(), request.protocol(), inputs, fork),
              logs,
              "fork-" + (fork + 1),
              progress);
    } catch (WorkerException e) {
      throw new StageException(e.getMessage(), e);
    }
  }

  private WorkerJvm jvm() {
    String threads = Integer.toString(request.protocol().threads());
    List<String> arguments = new ArrayList<>(List.of(HEAP.split(" ")));
    arguments.add("-Dai.djl.pytorch.num_threads=" + threads);
    arguments.add("-Dai.djl.pytorch.num_interop_threads=1");
    return WorkerJvm.likeThisOne(arguments, Map.of("OMP_NUM_THREADS", threads), TIMEOUT);
  }
}
