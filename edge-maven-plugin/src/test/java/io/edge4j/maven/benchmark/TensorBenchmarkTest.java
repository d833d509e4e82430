package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.tensors.NpyFile;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.measure.NoisyRunTimes;
import io.edge4j.maven.metric.Answers;
import io.edge4j.maven.metric.Measurements;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.onnx.ForeignModels;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.quantize.ModelIdentity;
import io.edge4j.maven.quantize.QuantizationOptions;
import io.edge4j.maven.quantize.QuantizationRequest;
import io.edge4j.maven.quantize.QuantizationStage;
import io.edge4j.maven.quantize.RecipeChoice;
import io.edge4j.maven.report.BenchmarkReport;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.report.VariantReport;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.stage.TensorFile;
import io.edge4j.model.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models are measured on the arrays that a dataset has for their inputs. */
class TensorBenchmarkTest {
  private static final Protocol SHORT = new Protocol(2, 20, 1, 1, 1, 0, List.of(4), 0, 200, 120);
  private static final int SAMPLES = 30;
  private static final int LENGTH = 5;

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void theAccuracyIsThatOfOnnxRuntimeOnTheSameSamples() throws Exception {
    Path model = ForeignModels.textClassifier(folder.resolve("text.onnx"));
    Random random = new Random(11);
    long[] ids = random.longs((long) SAMPLES * LENGTH, 0, ForeignModels.ROWS).toArray();
    long[] mask = random.longs(ids.length, 0, 2).toArray();
    long[] labels = random.longs(SAMPLES, 0, ForeignModels.CLASSES).toArray();
    both(
        Map.of(
            "input_ids", NpyFile.longs("(" + SAMPLES + ", " + LENGTH + ")", ids),
            "attention_mask", NpyFile.longs("(" + SAMPLES + ", " + LENGTH + ")", mask),
            "labels", NpyFile.longs("(" + SAMPLES + ",)", labels)));
    Path optimized = quantized(model);

    BenchmarkReport report = run(model, optimized);

    assertThat(report.variants())
        .extracting(VariantReport::correct)
        .containsExactly(rightBy(model, ids, mask, labels), rightBy(optimized, ids, mask, labels));
    assertThat(report.variants()).allMatch(variant -> variant.testSamples() == SAMPLES);
    assertThat(report.variants().get(0).correct()).isBetween(1, SAMPLES - 1);
    assertThat(report.inputs())
        .containsExactly(
            "the first 30 test samples, prepared before timing",
            "input input_ids: int64[batch=1, sequence=5]",
            "input attention_mask: int64[batch=1, sequence=5]");
  }

  private Path quantized(Path model) throws Exception {
    Path optimized = folder.resolve("optimized.onnx");
    new QuantizationStage()
        .run(
            new QuantizationRequest(
                model,
                optimized,
                InputSettings.NONE,
                tensors(),
                RecipeChoice.of("dynamic"),
                1,
                ModelIdentity.unchanged("edge-maven-plugin test"),
                folder.resolve("quantize.json"),
                QuantizationOptions.DEFAULT),
            line -> {});
    return optimized;
  }

  private static int rightBy(Path model, long[] ids, long[] mask, long[] labels) throws Exception {
    int right = 0;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.toString())) {
      for (int i = 0; i < SAMPLES; i++) {
        long[][] words = {Arrays.copyOfRange(ids, i * LENGTH, (i + 1) * LENGTH)};
        long[][] masks = {Arrays.copyOfRange(mask, i * LENGTH, (i + 1) * LENGTH)};
        try (OnnxTensor first = OnnxTensor.createTensor(environment, words);
            OnnxTensor second = OnnxTensor.createTensor(environment, masks);
            OrtSession.Result result =
                session.run(Map.of("input_ids", first, "attention_mask", second))) {
          float[] scores = ((float[][]) result.get(0).getValue())[0];
          int best = 0;
          for (int c = 1; c < scores.length; c++) {
            best = scores[c] > scores[best] ? c : best;
          }
          right += best == labels[i] ? 1 : 0;
        }
      }
    }
    return right;
  }

  @Test
  void targetsSayHowFarPredictedValuesAreOff() throws Exception {
    both(
        Map.of(
            "a", NpyFile.floats("(2, 1)", 1, 2),
            "b", NpyFile.floats("(2, 1)", 1, 1),
            "targets", NpyFile.floats("(2,)", 2, 5)));

    Map<String, Answers> answers = judge(ofTwoNumbers("Add"), ofTwoNumbers("Sub"));

    assertThat(rmse(answers.get("onnx-fp32"))).isCloseTo(Math.sqrt(2), within(1e-6));
    assertThat(rmse(answers.get("onnx-optimized"))).isCloseTo(Math.sqrt(10), within(1e-6));
    assertThat(answers.get("onnx-fp32").correctness()).isNull();
  }

  private static double rmse(Answers answers) {
    return Metric.RMSE
        .of(new Measurements(NoisyRunTimes.pair(1, 1, 2, 1)[0], 1, 0, 1, answers, List.of()))
        .orElseThrow()
        .value();
  }

  @Test
  void withoutLabelsOutputsAreComparedOnTheSamples() throws Exception {
    both(
        Map.of(
            "a", NpyFile.floats("(2, 1)", 1, 2),
            "b", NpyFile.floats("(2, 1)", 1, 1)));

    Map<String, Answers> answers = judge(ofTwoNumbers("Add"), ofTwoNumbers("Sub"));

    Answers optimized = answers.get("onnx-optimized");
    assertThat(optimized.differences().get("onnx-fp32").relativeError().orElseThrow())
        .isCloseTo(Math.sqrt(8.0 / 13), within(1e-6));
    assertThat(optimized.correctness()).isNull();
    assertThat(optimized.errors()).isNull();
    assertThat(said)
        .contains("the first 2 test samples, prepared before timing")
        .anyMatch(line -> line.matches("Comparing outputs on 2 test samples of .*, .* no labels"));
  }

  @Test
  void rowsWithoutLabelsAreNoValuesToPredict() throws Exception {
    Path model = linear();
    both(Map.of("x", NpyFile.floats("(2, 2)", 3, 1, 1, 3)));

    Answers optimized = judge(model, model).get("onnx-optimized");

    assertThat(optimized.errors()).isNull();
    assertThat(optimized.correctness()).isNull();
    assertThat(optimized.differences().get("onnx-fp32").relativeError()).hasValue(0);
  }

  @Test
  void forksReadEveryTypeToTheLastBit() throws Exception {
    Map<String, Tensor> sample = new LinkedHashMap<>();
    sample.put("float", Tensor.of(new float[] {Float.MIN_VALUE, Float.NaN, -0f}, 1, 3));
    sample.put("half", Tensor.ofFloat16(new float[] {0.5f, -2}, 2));
    sample.put("double", Tensor.of(new double[] {Math.PI}, 1, 1));
    sample.put("long", Tensor.of(new long[] {Long.MIN_VALUE, 7}, 2));
    sample.put("int", Tensor.of(new int[] {Integer.MAX_VALUE}));
    sample.put("text", Tensor.of(new String[] {"ä", ""}, 2));
    Path file = folder.resolve("samples");

    TensorFile.write(file, List.of(sample));

    Map<String, Tensor> read = TensorFile.read(file).get(0);
    assertThat(read.keySet()).containsExactlyElementsOf(sample.keySet());
    assertThat(read)
        .allSatisfy(
            (name, tensor) -> {
              assertThat(tensor.elementType()).isEqualTo(sample.get(name).elementType());
              assertThat(tensor.shape()).isEqualTo(sample.get(name).shape());
            });
    assertThat(read.get("float").floats()).containsExactly(Float.MIN_VALUE, Float.NaN, -0f);
    assertThat(read.get("half").floats()).containsExactly(0.5f, -2);
    assertThat(read.get("double").doubles()).containsExactly(Math.PI);
    assertThat(read.get("long").longs()).containsExactly(Long.MIN_VALUE, 7);
    assertThat(read.get("int").ints()).containsExactly(Integer.MAX_VALUE);
    assertThat(read.get("text").strings()).containsExactly("ä", "");
  }

  @Test
  void oneInputOfFloatsIsMeasuredAsCallersPredict() throws Exception {
    Path model = linear();
    both(Map.of("x", NpyFile.floats("(2, 2)", 3, 1, 1, 3), "labels", NpyFile.longs("(2,)", 0, 0)));

    VariantReport variant = run(model).variants().get(0);

    assertThat(variant.correct()).isEqualTo(1);
    assertThat(said).anySatisfy(line -> assertThat(line).contains("2 test samples of tensors ("));
  }

  @Test
  void arraysForAnotherModelAreRefused() throws Exception {
    Path model = linear();
    both(Map.of("y", NpyFile.floats("(1, 2)", 3, 1)));

    assertThatThrownBy(() -> run(model))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("there is no array for the input x: float[d1, 2]");
  }

  /** Scores that are the values themselves. */
  private Path linear() throws Exception {
    return ModelFixture.opset(17)
        .input("x", -1, 2)
        .initializer(ModelFixture.tensor("w", new float[] {1, 0, 0, 1}, 2, 2))
        .node("MatMul", List.of("x", "w"), List.of("scores"))
        .output("scores", -1, 2)
        .write(folder.resolve("linear.onnx"));
  }

  private void both(Map<String, byte[]> arrays) throws Exception {
    NpyFile.archive(folder.resolve("train.npz"), true, arrays);
    NpyFile.archive(folder.resolve("test.npz"), true, arrays);
  }

  /** A value from two inputs. */
  private Path ofTwoNumbers(String operator) throws Exception {
    return ModelFixture.opset(17)
        .input("a", -1, 1)
        .input("b", -1, 1)
        .node(operator, List.of("a", "b"), List.of("y"))
        .output("y", -1, 1)
        .write(folder.resolve(operator + ".onnx"));
  }

  private Map<String, Answers> judge(Path fp32, Path optimized) throws Exception {
    return Judging.answers(
        MeasuredInputs.of(
            request(
                List.of(
                    Variant.onnx("onnx-fp32", fp32), Variant.onnx("onnx-optimized", optimized))),
            said::add),
        said::add);
  }

  private BenchmarkReport run(Path fp32) throws Exception {
    return run(List.of(Variant.onnx("onnx-fp32", fp32)));
  }

  private BenchmarkReport run(Path fp32, Path optimized) throws Exception {
    return run(List.of(Variant.onnx("onnx-fp32", fp32), Variant.onnx("onnx-optimized", optimized)));
  }

  private BenchmarkReport run(List<Variant> variants) throws Exception {
    return new BenchmarkStage(folder.resolve("lock"), Map.of()).run(request(variants), said::add);
  }

  private BenchmarkRequest request(List<Variant> variants) {
    return BenchmarkRequest.asked(
        "m", variants, InputSettings.NONE, tensors(), SHORT, List.of(), GatePolicy.DEFAULT, folder);
  }

  private DatasetSpec tensors() {
    return new DatasetSpec("tensors", folder, 42, Map.of()).withBroughtModel();
  }
}
