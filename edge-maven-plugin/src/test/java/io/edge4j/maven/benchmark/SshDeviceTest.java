package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.edge4j.maven.device.Device;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.report.Background;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.stage.StageException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device behind OpenSSH on loopback, with keys that live as long as a test. */
class SshDeviceTest {
  private static final Path SERVER = Path.of("/usr/sbin/sshd");
  private static final Protocol SHORT = new Protocol(2, 50, 1, 1, 1, 0, List.of(), 0, 100, 120);

  /** Takes hours. */
  private static final Protocol ENDLESS =
      new Protocol(1, 1_000_000_000, 1, 1, 1, 0, List.of(), 0, 200, 86_400);

  @TempDir Path folder;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private Process server;
  private int port;

  @BeforeEach
  void startServer() throws Exception {
    assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
    assumeThat(SERVER).as("OpenSSH's server, which tests of devices by ssh need").isExecutable();
    port = freePort();
    for (String key : List.of("host", "user")) {
      run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(key).toString());
    }
    Files.copy(folder.resolve("user.pub"), folder.resolve("authorized"));
    Files.writeString(
        folder.resolve("config"),
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        AuthorizedKeysFile %s
        PasswordAuthentication no
        UsePAM no
        StrictModes no
        PidFile none
        """
            .formatted(port, folder.resolve("host"), folder.resolve("authorized")));
    boolean isRoot = System.getProperty("user.name").equals("root");
    if (isRoot) {
      // Where it locks up the part of it that talks to strangers.
      Path locked = Path.of("/run/sshd");
      if (!Files.exists(locked)) {
        Files.createDirectory(
            locked,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      }
    }
    server =
        new ProcessBuilder(SERVER.toString(), "-D", "-e", "-f", folder.resolve("config").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sshd.log").toFile())
            .start();
    await(this::listens);
    TestModels.perceptron(folder.resolve("wide.onnx"), 512);
    TestModels.perceptron(folder.resolve("slim.onnx"), 16);
  }

  @AfterEach
  void stopServer() {
    if (server != null) {
      server.descendants().forEach(ProcessHandle::destroy);
      server.destroy();
    }
  }

  @Test
  void theSecondRunSendsNothing() throws Exception {
    assertThat(run(SHORT).report().device()).isEqualTo("board");
    assertThat(said).anyMatch(line -> line.startsWith("Sending "));
    said.clear();
    run(SHORT);
    assertThat(said).anyMatch(line -> line.contains("0 bytes sent"));
  }

  @Test
  void aConnectionThatIsCutLeavesNothingRunningThere() throws Exception {
    CompletableFuture<Throwable> ended =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                run(ENDLESS);
                return new AssertionError("it ended");
              } catch (Exception e) {
                return e;
              }
            });
    await(() -> said.stream().anyMatch(line -> line.startsWith("Round ")));
    List<ProcessHandle> measuring = server.descendants().filter(SshDeviceTest::isJava).toList();
    assertThat(measuring).hasSizeGreaterThanOrEqualTo(2);

    ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().filter(c -> c.endsWith("/ssh")).isPresent())
        .forEach(ProcessHandle::destroyForcibly);

    assertThat(ended.get())
        .isInstanceOf(StageException.class)
        .hasMessageContaining("Device board: the connection was lost");
    await(() -> measuring.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void aKeyThatIsNotKnownThereIsUnreachable() throws Exception {
    Files.writeString(folder.resolve("authorized"), "");
    assertThat(run(SHORT).unreachable())
        .startsWith("Device board: its launcher ended without a shell")
        .contains("Permission denied");
  }

  @Test
  void noJavaThereIsSaid() {
    assertThatThrownBy(
            () -> run(new Device("board", launcher(), "/none", "", List.of(), 20), SHORT))
        .hasMessageStartingWith("Device board: it has no Java");
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/java")).isPresent();
  }

  private String launcher() {
    return "ssh -F none -oBatchMode=yes -oStrictHostKeyChecking=no -oUserKnownHostsFile=/dev/null"
        + " -oLogLevel=ERROR -oIdentitiesOnly=yes -i '%s' -p %d %s@127.0.0.1"
            .formatted(folder.resolve("user"), port, System.getProperty("user.name"));
  }

  private DeviceBenchmark run(Protocol protocol) throws Exception {
    return run(
        new Device(
            "board",
            launcher(),
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            folder.resolve("board").toString(),
            List.of(),
            30),
        protocol);
  }

  private DeviceBenchmark run(Device device, Protocol protocol) throws Exception {
    return new DeviceBenchmarkStage(
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty() && !entry.contains("pytorch"))
                .map(Path::of)
                .toList())
        .run(
            new DeviceBenchmarkRequest(
                device,
                new BenchmarkRequest(
                    "test",
                    Provenance.UNKNOWN,
                    List.of(
                        Variant.onnx("wide", folder.resolve("wide.onnx")),
                        Variant.onnx("slim", folder.resolve("slim.onnx"))),
                    InputSettings.NONE,
                    null,
                    protocol,
                    List.of(),
                    GatePolicy.DEFAULT,
                    null,
                    Background.NONE,
                    folder)),
            said::add);
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void await(BooleanSupplier condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(90));
      Thread.sleep(50);
    }
  }
}
