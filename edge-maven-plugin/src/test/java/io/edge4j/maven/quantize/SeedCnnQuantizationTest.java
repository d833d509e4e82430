package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recipe dynamic on the seed's network, against what Python's quantizer made of it. */
class SeedCnnQuantizationTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "false, int8-python.onnx, classifier.1.weight",
    "false, int8-python.onnx, classifier.3.weight",
    "true, int8-per-channel-python.onnx, classifier.1.weight",
    "true, int8-per-channel-python.onnx, classifier.3.weight"
  })
  void weightsAndScalesArePythonsBitForBit(boolean perChannel, String reference, String weight)
      throws Exception {
    Model ours = quantized(new DynamicOptions(perChannel, false, false));
    Model python = SeedCnn.model(reference);

    Initializer int8 = ours.graph().initializer(weight + "_q");
    Initializer expected = python.graph().initializer(weight + "_quantized");
    assertThat(int8.dims()).isEqualTo(expected.dims());
    assertThat(int8.data().toByteArray()).isEqualTo(expected.data().toByteArray());
    assertThat(ours.graph().initializer(weight + "_q_scale").data().toByteArray())
        .isEqualTo(python.graph().initializer(weight + "_scale").data().toByteArray());
  }

  @Test
  void logitsPerTensorArePythonsWithinOneHundredThousandth() throws Exception {
    float[] logits = logits(write(quantized(false), "int8.onnx"));
    float[] expected = SeedCnn.floats("logits-int8.f32");

    assertThat(largestDifference(logits, expected)).isLessThanOrEqualTo(1e-5);
  }

  @Test
  void aScalePerColumnLiesNearerToFp32() throws Exception {
    float[] fp32 = SeedCnn.floats("logits-fp32.f32");

    double perTensor = distance(logits(write(quantized(false), "per-tensor.onnx")), fp32);
    double perChannel = distance(logits(write(quantized(true), "per-channel.onnx")), fp32);

    assertThat(perChannel).isLessThan(perTensor);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void onnxRuntimeFusesBothFullyConnectedLayers(boolean perChannel) throws Exception {
    Path int8 = write(quantized(perChannel), "int8.onnx");

    assertThat(FusedOperators.of(int8, folder))
        .containsEntry("com.microsoft.DynamicQuantizeMatMul", 2L)
        .doesNotContainKeys("MatMulInteger", "DynamicQuantizeLinear", "Gemm");
  }

  @Test
  void theFileIsSmallerThanPythons() throws Exception {
    Path int8 = write(quantized(true), "int8.onnx");

    assertThat(Files.size(int8)).isLessThan(Files.size(SeedCnn.file("int8-python.onnx")) - 1000);
  }

  @Test
  void zeroPointsLieNearerToFp32() throws Exception {
    float[] fp32 = SeedCnn.floats("logits-fp32.f32");
    Model symmetric = quantized(new DynamicOptions(true, false, false));

    double without = distance(logits(write(symmetric, "symmetric.onnx")), fp32);
    double with = distance(logits(write(quantized(true), "zero-points.onnx")), fp32);

    assertThat(with).isLessThan(0.95 * without);
  }

  private static Model quantized(boolean perChannel) throws Exception {
    return quantized(new DynamicOptions(perChannel, false));
  }

  private static Model quantized(DynamicOptions options) throws Exception {
    Model model = SeedCnn.model("fp32.onnx");
    DynamicallyQuantized.apply(options, model);
    return model;
  }

  private Path write(Model model, String name) throws Exception {
    Path file = folder.resolve(name);
    model.write(file, ExternalData.WHEN_NEEDED);
    return file;
  }

  private static float[] logits(Path file) throws Exception {
    float[] images = SeedCnn.floats("inputs.f32");
    int pixels = images.length / SeedCnn.IMAGES;
    float[] logits = new float[SeedCnn.IMAGES * SeedCnn.CLASSES];
    try (OrtModel model = OrtModel.open(file, 1)) {
      for (int i = 0; i < SeedCnn.IMAGES; i++) {
        float[] image = Arrays.copyOfRange(images, i * pixels, (i + 1) * pixels);
        float[] row =
            model.floatsOn(Map.of("input", Tensor.of(image, SeedCnn.ONE_IMAGE))).get("logits");
        System.arraycopy(row, 0, logits, i * SeedCnn.CLASSES, SeedCnn.CLASSES);
      }
    }
    return logits;
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (double) (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }
}
