package io.edge4j.maven.benchmark;

import io.edge4j.maven.metric.ColdStart;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens one variant in a JVM that has opened nothing before, and predicts once. */
public final class ColdStartStage implements Stage<ColdStartRequest, ColdStart> {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Linux's peak of resident memory, in kB. */
  private static final String PEAK = "VmHWM:";

  @Override
  public Class<ColdStartRequest> requestType() {
    return ColdStartRequest.class;
  }

  @Override
  public ColdStart run(ColdStartRequest request, Progress progress)
      throws StageException, IOException {
    Workload workload = request.workload().open();
    long start = System.nanoTime();
    try (Subject subject = Subjects.open(request.variant(), request.threads(), workload.shape())) {
      long opened = System.nanoTime();
      long first = new Runner(List.of(workload.first(request.variant(), subject))).timed();
      return new ColdStart((opened - start) / 1e6, first / 1e6, peakMemory());
    }
  }

  /** Null where the system does not say. */
  private static @Nullable Long peakMemory() throws IOException {
    if (!Files.isReadable(STATUS)) {
      return null;
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(PEAK))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(null);
    }
  }
}
