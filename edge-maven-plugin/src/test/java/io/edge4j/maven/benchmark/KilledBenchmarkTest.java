package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.measure.MachineLock;
import io.edge4j.maven.report.GatePolicy;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledBenchmarkTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void leavesNoProcessNoLockAndNoReport() throws Exception {
    TestModels.perceptron(folder.resolve("slim.onnx"), 16);
    Process coordinator =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Endless.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    waitUntilItMeasures(coordinator);
    List<ProcessHandle> forks = coordinator.descendants().toList();
    assertThat(forks).isNotEmpty();

    coordinator.destroyForcibly();

    assertThat(coordinator.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    for (ProcessHandle fork : forks) {
      fork.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    MachineLock.acquire(folder.resolve("lock"), Duration.ofMillis(1), "", line -> {}).close();
    assertThat(folder).isDirectoryNotContaining("glob:**benchmark.*");
  }

  private static void waitUntilItMeasures(Process coordinator) throws Exception {
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(coordinator.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.startsWith("Round ")) {
      line = lines.readLine();
    }
    assertThat(line).as("a line of a fork that measures").isNotNull();
  }

  /** A benchmark that would take hours. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] args) throws Exception {
      Path folder = Path.of(args[0]);
      new BenchmarkStage(folder.resolve("lock"), Map.of())
          .run(
              BenchmarkRequest.asked(
                  "endless",
                  List.of(Variant.onnx("slim", folder.resolve("slim.onnx"))),
                  InputSettings.NONE,
                  null,
                  new Protocol(1, 1_000_000_000, 1, 1, 1, 0, List.of(), 0, 200, 86_400),
                  List.of(),
                  GatePolicy.DEFAULT,
                  folder),
              System.out::println);
    }
  }
}
