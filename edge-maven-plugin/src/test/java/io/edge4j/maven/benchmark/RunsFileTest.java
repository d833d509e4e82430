package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsFileTest {
  @TempDir private Path folder;

  @Test
  void everyTimedRunIsALineWithItsForkAndRound() throws IOException {
    int runs = MeasureStage.RUNS_PER_ROUND + 1;
    Path file = folder.resolve("runs.csv");
    RunsFile.write(List.of(fork(runs, 1000), fork(runs, 2000)), file);

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(1 + 2 * runs);
    assertThat(lines.get(0)).isEqualTo("variant,fork,round,run,nanos");
    assertThat(lines.get(1)).isEqualTo("onnx-fp32,1,1,1,1000");
    assertThat(lines.get(runs)).isEqualTo("onnx-fp32,1,2,1," + (999 + runs));
    assertThat(lines.get(runs + 1)).isEqualTo("onnx-fp32,2,1,1,2000");
  }

  private static ForkReport fork(int runs, long first) {
    List<Long> nanos = LongStream.range(first, first + runs).boxed().toList();
    return new ForkReport(
        List.of(new ForkReport.Times("onnx-fp32", null, "engine", nanos, 20, true, List.of())),
        Map.of(),
        1,
        "core 1");
  }
}
