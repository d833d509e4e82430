package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.tensors.NpyFile;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.onnx.ForeignModels;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A classifier of texts with two integer inputs, quantized on samples of its own. */
class TensorSamplesTest {
  private static final int SAMPLES = 40;
  private static final int LENGTH = 6;

  @TempDir Path folder;
  private final List<String> log = new ArrayList<>();
  private long[] ids;
  private long[] truth;
  private List<String> labels = List.of();
  private Path model;
  private int right;

  @BeforeEach
  void writeModelAndSamples() throws Exception {
    model = ForeignModels.textClassifier(folder.resolve("text.onnx"));
    Random random = new Random(5);
    ids = random.longs((long) SAMPLES * LENGTH, 0, ForeignModels.ROWS).toArray();
    long[] mask = new long[ids.length];
    Arrays.fill(mask, 1);
    truth = random.longs(SAMPLES, 0, ForeignModels.CLASSES).toArray();
    for (String split : List.of("train.npz", "test.npz")) {
      NpyFile.archive(
          folder.resolve(split),
          true,
          Map.of(
              "input_ids", NpyFile.longs("(" + SAMPLES + ", " + LENGTH + ")", ids),
              "attention_mask", NpyFile.longs("(" + SAMPLES + ", " + LENGTH + ")", mask),
              "labels", NpyFile.longs("(" + SAMPLES + ",)", truth)));
    }
    right = rightBy(model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dynamic", "static", "auto", "fp32"})
  void theAccuracyIsThatOfONNXRuntimeOnTheSameSamples(String recipe) throws Exception {
    QuantizationReport report = quantize(recipe);

    assertThat(report.samples()).isEqualTo(SAMPLES);
    assertThat(report.accuracy().fp32()).isEqualTo((double) right / SAMPLES);
    assertThat(report.accuracy().optimized())
        .isEqualTo((double) rightBy(folder.resolve("optimized.onnx")) / SAMPLES);
    assertThat(report.dataset().name()).startsWith("tensors (");
    assertThat(report.dataset().classNames()).containsExactly("0", "1", "2");
  }

  @Test
  void staticMeasuresRangesOnThem() throws Exception {
    QuantizationReport report = quantize("static");

    assertThat(report.nodes())
        .filteredOn(node -> node.opType().equals("MatMul"))
        .extracting(NodeDecision::outcome)
        .contains(NodeDecision.Outcome.QUANTIZED);
  }

  @Test
  void theirSizesAreThoseOfTheModel() throws Exception {
    quantize("dynamic");

    assertThat(
            ModelMetadata.of(folder.resolve("optimized.onnx"))
                .inputs()
                .sizes()
                .get("sequence")
                .value())
        .containsExactly((long) LENGTH);
  }

  @Test
  void theModelShipsWithNameVersionLabelsAndAccuracy() throws Exception {
    QuantizationReport report = quantize("dynamic");

    ModelMetadata shipped = ModelMetadata.of(folder.resolve("optimized.onnx"));
    assertThat(shipped.name()).isEqualTo("texts");
    assertThat(shipped.version()).isEqualTo("1.2.3");
    assertThat(shipped.labels()).containsExactly("0", "1", "2");
    assertThat(shipped.accuracy()).hasValue(report.accuracy().optimized());
  }

  @Test
  void labelsOfThePomAreThoseOfTheModel() throws Exception {
    labels = List.of("order", "refund", "status");

    quantize("dynamic");

    assertThat(ModelMetadata.of(folder.resolve("optimized.onnx")).labels())
        .containsExactly("order", "refund", "status");
  }

  private QuantizationReport quantize(String recipe) throws Exception {
    return new QuantizationStage()
        .run(
            new QuantizationRequest(
                model,
                folder.resolve("optimized.onnx"),
                InputSettings.NONE,
                new DatasetSpec("tensors", folder, 42, Map.of()).withBroughtModel(),
                RecipeChoice.of(recipe),
                1,
                new ModelIdentity("texts", "1.2.3", labels, "edge-maven-plugin test"),
                folder.resolve("quantize.json"),
                QuantizationOptions.DEFAULT),
            log::add);
  }

  private int rightBy(Path file) throws Exception {
    int count = 0;
    long[] ones = new long[LENGTH];
    Arrays.fill(ones, 1);
    try (OrtModel session = OrtModel.open(file, 1)) {
      for (int i = 0; i < SAMPLES; i++) {
        long[] sample = Arrays.copyOfRange(ids, i * LENGTH, (i + 1) * LENGTH);
        float[] scores =
            session
                .floatsOn(
                    Map.of(
                        "input_ids", Tensor.of(sample, 1, LENGTH),
                        "attention_mask", Tensor.of(ones, 1, LENGTH)))
                .get("scores");
        int best = 0;
        for (int c = 1; c < ForeignModels.CLASSES; c++) {
          best = scores[c] > scores[best] ? c : best;
        }
        count += best == truth[i] ? 1 : 0;
      }
    }
    return count;
  }
}
