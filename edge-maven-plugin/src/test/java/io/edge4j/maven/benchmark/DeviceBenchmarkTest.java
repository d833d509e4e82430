package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.device.Device;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.report.Background;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.report.GateResult;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.StageException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This machine as its own device, through {@code sh} in another directory. */
class DeviceBenchmarkTest {
  private static final Protocol SHORT = new Protocol(2, 50, 1, 1, 1, 0, List.of(), 0, 100, 120);

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private Path board;

  @BeforeEach
  void makeModels() throws IOException {
    assumeThat(File.separator).as("launcher sh").isEqualTo("/");
    board = folder.resolve("board");
    TestModels.perceptron(folder.resolve("wide.onnx"), 512);
    TestModels.perceptron(folder.resolve("slim.onnx"), 16);
  }

  @Test
  void theReportIsTheDevicesAndItsGatesBelongThere() throws Exception {
    DeviceBenchmark found = run(device("sh"), null);

    BenchmarkReport report =
        Json.read(folder.resolve("benchmark-board.json"), BenchmarkReport.class);
    assertThat(report).isEqualTo(found.report());
    assertThat(report.device()).isEqualTo("board");
    assertThat(report.machine()).isNotNull();
    assertThat(report.gates())
        .singleElement()
        .satisfies(
            gate -> {
              assertThat(gate.outcome()).isEqualTo(GateResult.Outcome.PASSED);
              assertThat(gate.rule()).endsWith(" on board");
              assertThat(gate.machineBound()).isFalse();
            });
    assertThat(folder.resolve("benchmark-board.html")).content().contains("board");
    assertThat(Files.readAllLines(folder.resolve("benchmark-board-runs.csv"))).hasSize(101);
    assertThat(said).anyMatch(line -> line.contains("Measuring in fork 1 of 1"));
  }

  @Test
  void theSecondRunSendsNothingAndAChangedModelOnlyItself() throws Exception {
    run(device("sh"), null);
    said.clear();
    run(device("sh"), null);
    assertThat(said).anyMatch(line -> line.contains("has all it needs: 0 bytes sent"));
    said.clear();
    TestModels.perceptron(folder.resolve("slim.onnx"), 17);
    run(device("sh"), null);
    assertThat(said).anyMatch(line -> line.matches("Sending .* bytes to device board: 1 of .*"));
  }

  @Test
  void aDatasetTravelsAsItsTestSplit() throws Exception {
    TestModels.smallCnn(folder.resolve("wide.onnx"), 128);
    TestModels.smallCnn(folder.resolve("slim.onnx"), 16);
    DatasetSpec garments = new DatasetSpec("garments", null, 1, Map.of());
    BenchmarkReport here = stageHere(garments);
    BenchmarkReport there = run(device("sh"), garments).report();
    assertThat(there.dataset()).isEqualTo(here.dataset());
    assertThat(there.variants().get(0).correct()).isEqualTo(here.variants().get(0).correct());
    assertThat(there.notes()).anyMatch(note -> note.contains("samples of garments are made"));
    try (Stream<Path> jobs = Files.list(board.resolve("jobs"))) {
      assertThat(jobs).isEmpty();
    }
  }

  @Test
  void aDeviceWithoutJavaSaysSo() {
    Device without = new Device("board", "sh", "/nowhere/java", board.toString(), List.of(), 10);
    assertThatThrownBy(() -> run(without, null))
        .isInstanceOf(StageException.class)
        .hasMessageStartingWith("Device board: it has no Java: '/nowhere/java' was not found")
        .hasMessageContaining("name it in <java>");
  }

  @Test
  void oneThatCannotBeReachedIsAnOutcome() throws Exception {
    DeviceBenchmark found = run(device("sh -c 'echo no route to host >&2; exit 255'"), null);
    assertThat(found.report()).isNull();
    assertThat(found.unreachable())
        .startsWith("Device board: its launcher ended without a shell")
        .contains("no route to host")
        .contains("<failOnUnreachableDevice>");
  }

  @Test
  void oneThatSaysNothingIsGivenUp() throws Exception {
    Device silent = new Device("board", "sleep 60", "", "", List.of(), 1);
    assertThat(run(silent, null).unreachable()).contains("no shell answered within 1 s");
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Device readOnly = new Device("board", "sh", "", file + "/below", List.of(), 10);
    assertThatThrownBy(() -> run(readOnly, null))
        .hasMessageContaining("nothing can be written to")
        .hasMessageContaining("<directory>");
  }

  @Test
  void aDiskWithoutSpaceIsFoundBeforeAnythingIsSent() throws Exception {
    assertThatThrownBy(() -> run(with("df", "echo 'none 1000 990 10 99% /'"), null))
        .hasMessageStartingWith("Device board: it has no space: 0 MB are free");
  }

  @Test
  void aDiskThatFillsUpIsNamed() throws Exception {
    assertThatThrownBy(
            () -> run(with("tar", "echo 'tar: write: No space left on device' >&2; exit 1"), null))
        .hasMessageStartingWith("Device board: its disk is full")
        .hasMessageContaining("<directory>");
  }

  /** A device on which a command does something else. */
  private Device with(String command, String script) throws IOException {
    Path commands = Files.createDirectories(folder.resolve("commands"));
    Path fake = commands.resolve(command);
    Files.writeString(fake, "#!/bin/sh\n" + script + "\n");
    assertThat(fake.toFile().setExecutable(true)).isTrue();
    return device("sh -c 'PATH=%s:$PATH exec sh'".formatted(commands));
  }

  @Test
  void aWorkerThatIsKilledIsExplained() throws Exception {
    // A Java that dies as the kernel kills it.
    Path java = folder.resolve("java");
    Files.writeString(
        java,
        "#!/bin/sh\nif [ \"$1\" = -XshowSettings:properties ]; then exec '%s' \"$@\"; fi\nkill -9 $$\n"
            .formatted(Path.of(System.getProperty("java.home"), "bin", "java")));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Device killed = new Device("board", "sh", java.toString(), board.toString(), List.of(), 30);
    assertThatThrownBy(() -> run(killed, null))
        .hasMessageContaining("Device board: its worker was killed (exit code 137)")
        .hasMessageContaining("<javaArguments>");
  }

  @Test
  void whatWasCutLeavesNothingRunning() throws Exception {
    Path pid = folder.resolve("pid");
    CompletableFuture<Throwable> ended =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                run(relayed(pid), null);
                return null;
              } catch (Exception e) {
                return e;
              }
            });
    await(() -> said.stream().anyMatch(line -> line.contains("Measuring in fork 1")));
    ProcessHandle relay = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).get();
    relay.destroyForcibly();
    assertThat(ended.get())
        .isInstanceOf(StageException.class)
        .hasMessageContaining("Device board: the connection was lost")
        .hasMessageContaining("Nothing is left running there");
    await(() -> ProcessHandle.allProcesses().noneMatch(this::runsOnBoard));
  }

  /** Two processes between this one and the shell, of which the first is cut. */
  private Device relayed(Path pid) throws IOException {
    Path relay = folder.resolve("relay");
    Files.writeString(
        relay,
        """
        #!/bin/sh
        echo $$ > '%s'
        mkfifo '%s.in'
        sh < '%s.in' &
        exec cat > '%s.in'
        """
            .formatted(pid, relay, relay, relay));
    return device("sh " + relay);
  }

  private boolean runsOnBoard(ProcessHandle process) {
    return process.info().commandLine().filter(line -> line.contains(board.toString())).isPresent();
  }

  private static void await(BooleanSupplier condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
      Thread.sleep(50);
    }
  }

  private Device device(String launcher) {
    return new Device("board", launcher, "", board.toString(), List.of(), 30);
  }

  private BenchmarkReport stageHere(DatasetSpec dataset) throws Exception {
    return new BenchmarkStage(folder.resolve("lock"), Map.of()).run(request(dataset), said::add);
  }

  private DeviceBenchmark run(Device device, @Nullable DatasetSpec dataset) throws Exception {
    return new DeviceBenchmarkStage(classPath())
        .run(new DeviceBenchmarkRequest(device, request(dataset)), said::add);
  }

  private BenchmarkRequest request(@Nullable DatasetSpec dataset) {
    return new BenchmarkRequest(
        "test",
        Provenance.UNKNOWN,
        List.of(
            Variant.onnx("wide", folder.resolve("wide.onnx")),
            Variant.onnx("slim", folder.resolve("slim.onnx"))),
        InputSettings.NONE,
        dataset,
        SHORT,
        List.of(new GateRule("slim", "p95Millis", 1000.0, null)),
        GatePolicy.DEFAULT,
        null,
        Background.NONE,
        folder);
  }

  /** As a worker without PyTorch has it. */
  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty() && !entry.contains("pytorch"))
        .map(Path::of)
        .toList();
  }
}
