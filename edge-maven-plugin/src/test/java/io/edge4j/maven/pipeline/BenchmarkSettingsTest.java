package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.benchmark.GateRule;
import io.edge4j.maven.benchmark.Protocol;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkSettingsTest {
  private static final List<String> BUILT = List.of("onnx-fp32", "onnx-optimized");

  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void aModel() throws IOException {
    model =
        ModelFixture.opset(17).input("x", 1).output("x", 1).write(folder.resolve("previous.onnx"));
  }

  @Test
  void gatesMayNameTheBaselineAndVariantsOfTheUser() {
    BenchmarkSettings settings =
        settings(
            "latest-release",
            List.of(new UserVariant("previous", model)),
            new GateRule("onnx-optimized", "speedup", 0.9, "baseline"),
            new GateRule("previous", "speedup", 0.9, "onnx-fp32"));

    assertThatCode(() -> settings.validate(BUILT)).doesNotThrowAnyException();
  }

  @Test
  void withoutABaselineNoGateMayNameIt() {
    BenchmarkSettings settings =
        settings(null, List.of(), new GateRule("onnx-optimized", "speedup", 0.9, "baseline"));

    assertRefused(settings, "<gates>, gate 1", "'baseline'", "onnx-fp32, onnx-optimized");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "latest", "com.example", "a:b:c:d", "com.example:model:", "a b:c"})
  void whatIsNoBaselineIsRefused(String requested) {
    assertRefused(
        settings(requested, List.of()), "edge.baseline", "'" + requested + "'", "latest-release");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest-release", "com.example:model", "com.example:model:1.4.0-rc+2"})
  void aBaselineIsAWordOrCoordinates(String requested) {
    assertThatCode(() -> settings(requested, List.of()).validate(BUILT)).doesNotThrowAnyException();
  }

  @Test
  void theBuildsOwnVersionIsNoBaseline() {
    assertRefused(settings("com.example:mine:2.0.0", List.of()), "edge.baseline", "earlier");
  }

  @Test
  void everyVariantHasANameOfItsOwnAndAFile() {
    assertRefused(
        settings(null, List.of(new UserVariant(null, model))), "variant 1", "<name>", "missing");
    assertRefused(
        settings(null, List.of(new UserVariant("a name", model))), "variant 1", "'a name'");
    assertRefused(
        settings(null, List.of(new UserVariant("onnx-optimized", model))),
        "'onnx-optimized'",
        "taken");
    assertRefused(
        settings(null, List.of(new UserVariant("a", model), new UserVariant("a", model))),
        "variant 2",
        "taken");
    assertRefused(settings(null, List.of(new UserVariant("a", null))), "<file>", "missing");
    assertRefused(
        settings(null, List.of(new UserVariant("a", folder.resolve("b.onnx")))),
        "<file>",
        "b.onnx",
        "no such file");
  }

  @Test
  void aVariantThatIsNoModelSaysWhatItIs() throws IOException {
    Path page = Files.writeString(folder.resolve("page.onnx"), "<!DOCTYPE html>\n<html></html>");

    assertRefused(
        settings(null, List.of(new UserVariant("a", page))),
        "<variants>, variant 1: <file>:",
        "page.onnx is an HTML page");
  }

  private static BenchmarkSettings settings(
      String baseline, List<UserVariant> variants, GateRule... gates) {
    return new BenchmarkSettings(
        Protocol.DEFAULT,
        variants,
        baseline == null
            ? null
            : new BaselineSettings(baseline, "com.example:mine", "2.0.0", false),
        List.of(gates),
        GatePolicy.DEFAULT);
  }

  private static void assertRefused(BenchmarkSettings settings, String... words) {
    assertThatThrownBy(() -> settings.validate(BUILT))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(words);
  }
}
