package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.inputs.InputSettings;
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

class BenchmarkRequestTest {
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
    BenchmarkRequest request =
        request(
            List.of(Variant.own("previous", model)),
            new GateRule("onnx-optimized", "speedup", 0.9, "baseline"),
            new GateRule("previous", "speedup", 0.9, "onnx-fp32"));

    assertThatCode(() -> request.validate(List.of("onnx-fp32", "onnx-optimized", "baseline")))
        .doesNotThrowAnyException();
  }

  @Test
  void withoutABaselineNoGateMayNameIt() {
    BenchmarkRequest request =
        request(List.of(), new GateRule("onnx-optimized", "speedup", 0.9, "baseline"));

    assertRefused(request, "<gates>, gate 1", "'baseline'", "onnx-fp32, onnx-optimized");
  }

  @Test
  void everyVariantHasANameOfItsOwnAndAFile() {
    assertRefused(request(List.of(Variant.own(null, model))), "variant 1", "<name>", "missing");
    assertRefused(request(List.of(Variant.own("a name", model))), "variant 1", "'a name'");
    assertRefused(
        request(List.of(Variant.own("onnx-optimized", model))), "'onnx-optimized'", "taken");
    assertRefused(
        request(List.of(Variant.own("a", model), Variant.own("a", model))), "variant 2", "taken");
    assertRefused(request(List.of(Variant.own("a", null))), "<file>", "missing");
    assertRefused(
        request(List.of(Variant.own("a", folder.resolve("b.onnx")))),
        "<file>",
        "b.onnx",
        "no such file");
  }

  @Test
  void aVariantThatIsNoModelSaysWhatItIs() throws IOException {
    Path page = Files.writeString(folder.resolve("page.onnx"), "<!DOCTYPE html>\n<html></html>");

    assertRefused(
        request(List.of(Variant.own("a", page))),
        "<variants>, variant 1: <file>:",
        "page.onnx is an HTML page");
  }

  private BenchmarkRequest request(List<Variant> variants, GateRule... gates) {
    return BenchmarkRequest.asked(
        "m",
        variants,
        InputSettings.NONE,
        null,
        Protocol.DEFAULT,
        List.of(gates),
        GatePolicy.DEFAULT,
        folder);
  }

  private static void assertRefused(BenchmarkRequest request, String... words) {
    assertThatThrownBy(() -> request.validate(BUILT))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(words);
  }
}
