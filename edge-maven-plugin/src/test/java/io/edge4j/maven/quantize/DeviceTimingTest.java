package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.edge4j.maven.device.Device;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipe auto with a device: what is fastest and right there becomes the model. */
class DeviceTimingTest {
  private static final List<String> CANDIDATES = List.of("fp32", "fp16", "dynamic", "blockwise");

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();
  private final List<String> warned = new ArrayList<>();

  @BeforeEach
  void requireShell() {
    assumeThat(File.separator).as("launcher sh").isEqualTo("/");
  }

  @Test
  void thisMachineAsItsOwnDeviceTimesAllCandidates() throws Exception {
    QuantizationReport report = quantized("sh", "", true);

    assertThat(report.timedOn()).isEqualTo("device board");
    assertThat(report.decision()).endsWith("; timed on device board");
    assertThat(report.trials())
        .filteredOn(trial -> CANDIDATES.contains(trial.candidate()))
        .hasSize(CANDIDATES.size())
        .allSatisfy(trial -> assertThat(trial.micros()).isPositive());
    assertThat(said).anyMatch(line -> line.startsWith("Timing the candidates of recipe auto on"));
  }

  @Test
  void theChoiceFollowsTheFiguresOfTheDevice() throws Exception {
    Path blockwise = answering(Map.of("fp32", 900, "fp16", 900, "dynamic", 500, "blockwise", 100));
    assertThat(quantized("sh", blockwise.toString(), true).chosen()).isEqualTo("blockwise");

    Path dynamic = answering(Map.of("fp32", 900, "fp16", 900, "dynamic", 100, "blockwise", 500));
    assertThat(quantized("sh", dynamic.toString(), true).chosen()).isEqualTo("dynamic");

    Path none = answering(Map.of("fp32", 100, "fp16", 900, "dynamic", 500, "blockwise", 500));
    QuantizationReport report = quantized("sh", none.toString(), true);
    assertThat(report.chosen()).isEqualTo("fp32");
    assertThat(report.decision()).startsWith("auto keeps fp32").endsWith("on device board");
  }

  @Test
  void whatComputesSomethingElseThereIsDroppedHoweverFast() throws Exception {
    Path wrong =
        answering(
            Map.of("fp32", 900, "fp16", 900, "dynamic", 100, "blockwise", 500),
            Map.of("fp32", 0.0, "fp16", 0.0, "dynamic", 0.9, "blockwise", 0.01));

    QuantizationReport report = quantized("sh", wrong.toString(), true);

    assertThat(report.chosen()).isEqualTo("blockwise");
    assertThat(trial(report, "dynamic").outcome())
        .startsWith("it computes something else on device board: its error against fp32 is 0.900");
  }

  @Test
  void aDeviceThatCannotBeReachedFailsTheBuildOrThisMachineDecidesAloud() throws Exception {
    String away = "sh -c 'echo no route to host >&2; exit 255'";
    assertThatThrownBy(() -> quantized(away, "", true))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("no route to host")
        .hasMessageContaining("<failOnUnreachableDevice>");

    QuantizationReport report = quantized(away, "", false);

    assertThat(report.timedOn())
        .isEqualTo("this machine, because device board could not be reached");
    assertThat(report.decision()).endsWith(report.timedOn());
    assertThat(warned)
        .anyMatch(line -> line.contains("no route to host"))
        .anyMatch(line -> line.contains("Recipe auto chooses by the times of this machine"));
  }

  private static Trial trial(QuantizationReport report, String candidate) {
    return report.trials().stream()
        .filter(trial -> trial.candidate().equals(candidate))
        .findFirst()
        .orElseThrow();
  }

  private Path answering(Map<String, Integer> micros) throws IOException {
    return answering(
        micros, micros.keySet().stream().collect(Collectors.toMap(name -> name, name -> 0.0)));
  }

  /** A Java that measures nothing, and answers with those times. */
  private Path answering(Map<String, Integer> micros, Map<String, Double> errors)
      throws IOException {
    Map<String, TimedRounds> rounds = new LinkedHashMap<>();
    CANDIDATES.forEach(
        name ->
            rounds.put(
                name, new TimedRounds(1, Collections.nCopies(11, micros.get(name) * 1000L))));
    Path result = Files.createTempFile(folder, "result", ".json");
    Json.write(result, new Answered(new CandidateTimings(rounds, errors, Map.of())));
    Path java = Files.createTempFile(folder, "java", "");
    Files.writeString(
        java,
        "#!/bin/sh\nif [ \"$1\" = -XshowSettings:properties ]; then exec '%s' \"$@\"; fi\ncp '%s' result.json\n"
            .formatted(Path.of(System.getProperty("java.home"), "bin", "java"), result));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return java;
  }

  /** As a worker leaves it. */
  private record Answered(CandidateTimings report) {}

  private QuantizationReport quantized(String launcher, String java, boolean required)
      throws Exception {
    Device board =
        new Device("board", launcher, java, folder.resolve("board").toString(), List.of(), 30);
    return new QuantizationStage()
        .run(
            new QuantizationRequest(
                    SeedCnn.file("fp32.onnx"),
                    folder.resolve("optimized.onnx"),
                    InputSettings.NONE,
                    null,
                    RecipeChoice.AUTO,
                    1,
                    ModelIdentity.unchanged("test"),
                    folder.resolve("quantize.json"),
                    QuantizationOptions.DEFAULT)
                .timedOn(new TimingDevice(board, required)),
            new Listening());
  }

  private final class Listening implements Progress {
    @Override
    public void say(String line) {
      said.add(line);
    }

    @Override
    public void warn(String line) {
      warned.add(line);
    }
  }
}
