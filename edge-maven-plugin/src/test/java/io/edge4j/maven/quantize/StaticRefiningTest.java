package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.onnx.ModelFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What recipe static tries to lose less is kept where the error falls, and only there. */
class StaticRefiningTest {
  private static final String EQUALISATION = "cross-layer equalisation";
  private static final String CORRECTION = "bias correction";

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();

  @Test
  void equalisationOfChannelsOfWidelyDifferentRangesIsKept() throws Exception {
    QuantizationReport report = quantize(products(1.0 / 16, "Relu"));

    Refinement tried = tried(report, EQUALISATION);
    assertThat(tried.kept()).isTrue();
    assertThat(tried.errorWith()).isLessThan(tried.errorWithout() / 5);
    assertThat(report.errors())
        .allSatisfy(error -> assertThat(error.relativeError()).isLessThan(0.05));
    assertThat(log).contains(tried.line());
    assertThat(tried.line()).contains("1 group of layers", "without it", "kept");
  }

  @Test
  void equalisationThatDoesNotHelpIsDropped() throws Exception {
    QuantizationReport report = quantize(balanced());

    Refinement tried = tried(report, EQUALISATION);
    assertThat(tried.kept()).isFalse();
    assertThat(tried.errorWith()).isGreaterThanOrEqualTo(tried.errorWithout());
    assertThat(tried.line()).endsWith("not kept");
  }

  @Test
  void whereNothingCanBeEqualisedThatIsSaid() throws Exception {
    QuantizationReport report = quantize(products(0, "Sigmoid"));

    assertThat(tried(report, EQUALISATION).line())
        .isEqualTo(
            "cross-layer equalisation: not tried, no two layers have only Relu, sums and pools"
                + " between them");
  }

  @Test
  void aShiftOfTheMeanIsTakenOffTheBias() throws Exception {
    QuantizationReport report = quantize(shifted());

    Refinement tried = tried(report, CORRECTION);
    assertThat(tried.kept()).isTrue();
    assertThat(tried.errorWith()).isLessThan(tried.errorWithout() / 2);
    assertThat(log).contains(tried.line());
  }

  @Test
  void whatIsKeptNeverHasALargerError() throws Exception {
    for (ModelFixture model :
        List.of(products(1.0 / 16, "Relu"), balanced(), shifted(), products(0, "Relu"))) {
      assertThat(quantize(model).refinements())
          .isNotEmpty()
          .allSatisfy(
              tried -> {
                if (tried.samples() > 0) {
                  assertThat(tried.kept()).isEqualTo(tried.errorWith() < tried.errorWithout());
                }
              });
    }
  }

  private static Refinement tried(QuantizationReport report, String name) {
    return report.refinements().stream()
        .filter(refinement -> refinement.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Two products; what one channel loses by its exponent, the second gives back. */
  private static ModelFixture products(double exponent, String activation) {
    ModelFixture model = opset(17).input("x", 1, 64).output("y", 1, 8);
    float[] first = model.normal(64, 64);
    float[] second = model.normal(64, 8);
    for (int channel = 0; channel < 64; channel++) {
      for (int i = 0; i < 64; i++) {
        first[i * 64 + channel] *= (float) Math.pow(10, -channel * exponent);
      }
      for (int i = 0; i < 8; i++) {
        second[channel * 8 + i] *= (float) Math.pow(10, channel * exponent);
      }
    }
    return layers(model, first, second, new float[8], activation);
  }

  /** All channels are equally large, some by one weight and others by many small ones. */
  private static ModelFixture balanced() {
    ModelFixture model = opset(17).input("x", 1, 64).output("y", 1, 8);
    float[] first = model.normal(64, 64);
    for (int channel = 0; channel < 64; channel += 2) {
      for (int i = 0; i < 64; i++) {
        first[i * 64 + channel] = i == channel ? 1 : 0;
      }
    }
    return layers(model, first, model.normal(64, 8), new float[8], "Relu");
  }

  /** Many small weights beside a large one, all rounded in the same direction. */
  private static ModelFixture shifted() {
    ModelFixture model = opset(17).input("x", 1, 64).output("y", 1, 8);
    float[] first = model.normal(64, 64);
    float[] second = new float[64 * 8];
    for (int channel = 0; channel < 64; channel++) {
      for (int i = 0; i < 8; i++) {
        second[channel * 8 + i] = channel == i ? 1 : 0.45f / 127;
      }
    }
    return layers(model, first, second, new float[8], "Relu");
  }

  private static ModelFixture layers(
      ModelFixture model, float[] first, float[] second, float[] bias, String activation) {
    return model
        .initializer(tensor("first", first, 64, 64))
        .initializer(tensor("second", second, 64, 8))
        .initializer(tensor("bias", bias, 8))
        .node("Gemm", List.of("x", "first"), List.of("a"))
        .node(activation, List.of("a"), List.of("r"))
        .node("Gemm", List.of("r", "second", "bias"), List.of("y"));
  }

  private QuantizationReport quantize(ModelFixture model) throws Exception {
    return new QuantizationStage(
            (view, spec, progress) -> DrawnSamples.of(256, 64L).fittedTo(view.inputs()))
        .run(
            new QuantizationRequest(
                model.write(folder.resolve("fp32.onnx")),
                folder.resolve("optimized.onnx"),
                InputSettings.NONE,
                new DatasetSpec("images", null, 42, Map.of()),
                RecipeChoice.of("static"),
                1,
                ModelIdentity.unchanged("edge-maven-plugin test"),
                folder.resolve("quantize.json"),
                QuantizationOptions.DEFAULT),
            log::add);
  }
}
