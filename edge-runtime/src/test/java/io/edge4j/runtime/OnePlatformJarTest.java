package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtEnvironment;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/runtime.md says about a jar for one platform, done as it stands. */
class OnePlatformJarTest {
  private static final long MOST_BYTES = 10_000_000;
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- snippet: one platform -->\n```sh\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void theSnippetMakesAJarThatPredicts() throws Exception {
    assumeThat(System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .as("the snippet keeps the natives of this platform")
        .isEqualTo("Linux amd64");
    Path original =
        Path.of(OrtEnvironment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = Files.copy(original, directory.resolve(original.getFileName()));
    Path home = Path.of(System.getProperty("java.home"));

    Process shell =
        run(
            Map.of("PATH", home.resolve("bin") + File.pathSeparator + System.getenv("PATH")),
            "sh",
            "-e",
            "-c",
            snippet());
    assertThat(shell.waitFor()).as(output(shell)).isZero();
    assertThat(Files.size(jar)).isLessThan(MOST_BYTES);

    String classPath =
        System.getProperty("java.class.path").replace(original.toString(), jar.toString());
    Process java =
        run(
            Map.of("ORT_DISABLE_TELEMETRY", "1"),
            home.resolve("bin/java").toString(),
            "-Djava.io.tmpdir=" + directory,
            "-cp",
            classPath,
            PredictsOnce.class.getName());
    String answer = output(java);
    assertThat(java.waitFor()).as(answer).isZero();
    assertThat(answer).contains("Ankle boot by " + jar);
  }

  private static String snippet() throws Exception {
    Matcher matcher = SNIPPET.matcher(Files.readString(Path.of("../docs/runtime.md")));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private Process run(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static String output(Process process) throws Exception {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Says what it predicts, and with which jar. */
  static final class PredictsOnce {
    private PredictsOnce() {}

    public static void main(String[] args) throws Exception {
      try (EdgeModel model = SeedCnn.open()) {
        Path jar =
            Path.of(
                OrtEnvironment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        System.out.println(model.predictor().predict(SeedCnn.images()[0]).label() + " by " + jar);
      }
    }
  }
}
