package io.edge4j.maven.benchmark;

import io.edge4j.maven.measure.MachineLock;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.MachineReport;
import io.edge4j.maven.report.ReportFiles;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures on a device, in a worker there; the reports are written where the build runs. */
public final class RemoteBenchmarkStage implements Stage<RemoteBenchmarkRequest, RemoteBenchmark> {
  private static final MachineState MACHINE = new MachineState(Path.of("/"));

  @Override
  public Class<RemoteBenchmarkRequest> requestType() {
    return RemoteBenchmarkRequest.class;
  }

  @Override
  public RemoteBenchmark run(RemoteBenchmarkRequest request, Progress progress)
      throws StageException, IOException, InterruptedException {
    BenchmarkRequest benchmark = request.benchmark();
    MachineReport.Reading before = MACHINE.reading();
    BenchmarkReport report =
        BenchmarkStage.measured(
            benchmark, MachineLock.defaultFile(), request.jvmArguments(), progress);
    return new RemoteBenchmark(
        report,
        MACHINE.report(before, MACHINE.reading()),
        Files.readString(benchmark.directory().resolve(ReportFiles.RUNS)));
  }
}
