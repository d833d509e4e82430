package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.runtime.SeedCnn;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody sees who starts a server from a shell. */
class MainTest {
  private record Outcome(int code, String output, String errors) {}

  @TempDir Path directory;

  @Test
  void helpListsEveryVariable() throws Exception {
    Outcome outcome = main(Map.of(), "--help");
    assertThat(outcome.code()).isZero();
    for (EnvironmentVariable setting : EnvironmentVariable.values()) {
      assertThat(outcome.output()).contains(setting.name());
    }
    assertThat(outcome.output()).contains("EDGE_MODEL").contains("required");
  }

  @Test
  void aModelInTheJarMakesTheVariableOptional() {
    assertThat(Main.help("META-INF/edge/x.onnx")).contains("[META-INF/edge/x.onnx]");
  }

  @Test
  void anUnknownArgumentEndsTheStartWithOneLine() throws Exception {
    Outcome outcome = main(Map.of(), "--port=80");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors())
        .isEqualTo("Unknown argument --port=80; --help lists what is possible.\n");
  }

  @Test
  void aWrongValueEndsTheStartWithOneLine() throws Exception {
    Outcome outcome = main(Map.of("EDGE_PORT", "http"));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors())
        .isEqualTo("EDGE_PORT is http; it must be a whole number from 0 to 65535.\n");
  }

  @Test
  void aFileIsServedWithoutAClassOfOnesOwnAndInSilence() throws Exception {
    Path file = directory.resolve("seed.onnx");
    try (InputStream model =
        MainTest.class.getClassLoader().getResourceAsStream(SeedCnn.RESOURCE)) {
      Files.copy(model, file);
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Map<String, String> environment = Map.of("EDGE_PORT", Integer.toString(port));
    Process server = start("server-", environment, file.toString());
    try {
      while (main(environment, "--health").code() != 0) {
        assertThat(server.isAlive()).isTrue();
      }
    } finally {
      server.destroy();
    }
    assertThat(server.waitFor()).isEqualTo(128 + 15);
    assertThat(directory.resolve("server-errors")).isEmptyFile();
  }

  @Test
  void twoFilesEndTheStartWithOneLine() throws Exception {
    Outcome outcome = main(Map.of(), "one.onnx", "two.onnx");
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors())
        .isEqualTo("Unknown argument two.onnx; --help lists what is possible.\n");
  }

  @Test
  void noModelEndsTheStartWithOneLine() throws Exception {
    Outcome outcome = main(Map.of());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors())
        .isEqualTo("EDGE_MODEL is not set; it must be the path of an ONNX model.\n");
  }

  @Test
  void anEmptyModelEndsTheStartWithOneLine() throws Exception {
    Outcome outcome = main(Map.of("EDGE_MODEL", ""));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.errors())
        .isEqualTo("EDGE_MODEL is empty; it must be the path of an ONNX model, or not be set.\n");
  }

  @Test
  void aMissingModelEndsTheStartWithOneLine() throws Exception {
    Outcome outcome = main(Map.of("EDGE_MODEL", "missing.onnx"));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.errors()).isEqualTo("missing.onnx: no such model file\n");
  }

  @Test
  void aDamagedModelEndsTheStartWithOneLine() throws Exception {
    Path file = Files.writeString(directory.resolve("damaged.onnx"), "no model");
    Outcome outcome = main(Map.of("EDGE_MODEL", file.toString()));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.errors()).startsWith(file + " is text, not an ONNX model").hasLineCount(1);
  }

  @Test
  void healthTellsWhetherAServerIsUp() throws Exception {
    EdgeServer server =
        EdgeServer.builder()
            .modelSource(SeedCnn::open)
            .requestLog(RequestLog.NONE)
            .fromEnvironment(Map.of("EDGE_HOST", "127.0.0.1", "EDGE_PORT", "0"))
            .build()
            .start();
    String port = Integer.toString(server.port());
    int whileUp = main(Map.of("EDGE_PORT", port), "--health").code();
    server.close();
    assertThat(whileUp).isZero();
    assertThat(main(Map.of("EDGE_PORT", port), "--health").code()).isEqualTo(1);
  }

  private Outcome main(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    int code = start("main-", environment, arguments).waitFor();
    return new Outcome(
        code,
        Files.readString(directory.resolve("main-output"), StandardCharsets.UTF_8),
        Files.readString(directory.resolve("main-errors"), StandardCharsets.UTF_8));
  }

  private Process start(String prefix, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(directory.resolve(prefix + "output").toFile())
            .redirectError(directory.resolve(prefix + "errors").toFile());
    builder.environment().putAll(Map.of("EDGE_HOST", "127.0.0.1", "EDGE_PORT", "0"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  @Test
  void everyVariableIsDocumented() throws IOException {
    String page = Files.readString(Path.of("../docs/runtime.md"));
    for (EnvironmentVariable setting : EnvironmentVariable.values()) {
      assertThat(page).contains("`" + setting.name() + "`");
    }
  }
}
