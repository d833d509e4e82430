package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX Runtime calls nobody. */
class TelemetryTest {

  /** A process without the variable that opens a model, predicts, and tells what it holds open. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) throws IOException {
      try (EdgeModel model = SeedCnn.open()) {
        Prediction prediction = model.predictor().predict(new float[SeedCnn.PIXELS]);
        System.out.println("predicted " + prediction.index());
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
          for (Path descriptor : descriptors.toList()) {
            if (Files.isSymbolicLink(descriptor)) {
              System.out.println(target(descriptor));
            }
          }
        }
      }
    }

    private static String target(Path descriptor) {
      try {
        return Files.readSymbolicLink(descriptor).toString();
      } catch (IOException e) {
        return "closed meanwhile";
      }
    }
  }

  @Test
  void aProcessThatPredictsOpensNoSocketAndLeavesNothingAtHome(@TempDir Path home)
      throws IOException, InterruptedException {
    assumeThat(Path.of("/proc/self/fd"))
        .as("open descriptors can be listed here, which is so on Linux only")
        .isDirectory();
    Process process = probe(home);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("predicted ").doesNotContain("socket:");
    try (Stream<Path> files = Files.walk(home)) {
      assertThat(files).containsExactly(home);
    }
  }

  private static Process probe(Path home) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Duser.home=" + home,
                Probe.class.getName()));
    builder.environment().remove(OnnxRuntime.VARIABLE);
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("XDG_CACHE_HOME");
    return builder.redirectErrorStream(true).start();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.29.0", "1.30.1", "2.0.0", "1.29.0-rc1"})
  void versionsThatCallHomeAreRefusedWithoutTheVariable(String version) {
    assertThatThrownBy(() -> OnnxRuntime.requireSilent(version, null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(version)
        .hasMessageContaining("ORT_DISABLE_TELEMETRY=1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.29.0", "2.0.0"})
  void theVariableAllowsThem(String version) {
    assertThatCode(() -> OnnxRuntime.requireSilent(version, "1")).doesNotThrowAnyException();
  }

  @Test
  void theVersionInUseNeedsNoVariable() {
    String version = OnnxRuntime.environment().getVersion();
    assertThat(version).startsWith("1.28.");
    assertThatCode(() -> OnnxRuntime.requireSilent(version, null)).doesNotThrowAnyException();
  }
}
