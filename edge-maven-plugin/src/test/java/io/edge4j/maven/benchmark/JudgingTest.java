package io.edge4j.maven.benchmark;

import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.measure.NoisyRunTimes;
import io.edge4j.maven.metric.Answers;
import io.edge4j.maven.metric.Measurements;
import io.edge4j.maven.metric.Metric;
import io.edge4j.maven.onnx.ForeignModels;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.report.GatePolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How good a variant is: by classes, by values, or by what another variant gives. */
class JudgingTest {
  @TempDir Path folder;

  @Test
  void theLabelOfAScikitLearnModelIsItsClass() throws Exception {
    Path model = resource("zipmap.onnx");
    DatasetSpec table = table(true);
    Dataset dataset = Datasets.open(table);

    Map<String, Answers> answers = judge(table, variants(model, model));

    int right = 0;
    Samples test = dataset.test();
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(model.toString())) {
      for (int i = 0; i < test.size(); i++) {
        right += dataset.classNames().get(test.label(i)).equals(label(session, test, i)) ? 1 : 0;
      }
    }
    assertThat(right).isBetween(test.size() / 3, test.size() - 1);
    assertThat(alone(answers, Metric.ACCURACY)).isEqualTo((double) right / test.size());
    assertThat(pair(answers, Metric.AGREEMENT)).isEqualTo(1);
    assertThat(pair(answers, Metric.RELATIVE_ERROR)).isZero();
  }

  @Test
  void predictedValuesAreJudgedByTheirErrors() throws Exception {
    DatasetSpec table = table(false);
    Path fp32 = sum(folder.resolve("fp32.onnx"), 1, DataType.FLOAT_VALUE);
    Path half = sum(folder.resolve("half.onnx"), 0.5f, DataType.FLOAT_VALUE);

    Map<String, Answers> answers = judge(table, variants(fp32, half));

    Samples test = Datasets.open(table).test();
    double squares = 0;
    double halfSquares = 0;
    double absolutes = 0;
    double mean = 0;
    for (int i = 0; i < test.size(); i++) {
      mean += test.target(i) / test.size();
    }
    double variation = 0;
    for (int i = 0; i < test.size(); i++) {
      float[] row = new float[3];
      test.copyTo(i, row, 0);
      double target = test.target(i);
      double error = 0.5 * (row[0] + row[1] + row[2]) - target;
      halfSquares += error * error;
      absolutes += Math.abs(error);
      error = row[0] + row[1] + row[2] - target;
      squares += error * error;
      variation += (target - mean) * (target - mean);
    }
    double rmse = Math.sqrt(squares / test.size());
    double halfRmse = Math.sqrt(halfSquares / test.size());
    assertThat(alone(answers, Metric.RMSE)).isCloseTo(halfRmse, within(1e-6));
    assertThat(alone(answers, Metric.MAE)).isCloseTo(absolutes / test.size(), within(1e-6));
    assertThat(alone(answers, Metric.R2)).isCloseTo(1 - halfSquares / variation, within(1e-6));
    assertThat(pair(answers, Metric.RMSE_INCREASE))
        .isCloseTo((halfRmse - rmse) / rmse, within(1e-6));
    assertThat(Metric.ACCURACY.of(measurements(answers, "onnx-optimized"))).isEmpty();
  }

  @Test
  void doubleAndHalfPrecisionAreReadAsTheyAre() throws Exception {
    DatasetSpec table = table(false);
    Path doubles = sum(folder.resolve("double.onnx"), 1, DataType.DOUBLE_VALUE);
    Path halves = sum(folder.resolve("float16.onnx"), 1, DataType.FLOAT16_VALUE);

    Map<String, Answers> answers = judge(table, variants(doubles, halves));

    assertThat(pair(answers, Metric.RELATIVE_ERROR)).isBetween(1e-6, 2e-3);
    assertThat(pair(answers, Metric.RMSE_INCREASE)).isBetween(-0.01, 0.01);
  }

  @Test
  void withoutLabelsOutputsAreHeldAgainstThoseOfTheReference() throws Exception {
    Path encoder = ForeignModels.encoder(folder.resolve("encoder.onnx"));

    Map<String, Answers> answers = judge(null, variants(encoder, encoder));

    assertThat(pair(answers, Metric.COSINE)).isCloseTo(1, within(1e-9));
    assertThat(pair(answers, Metric.RELATIVE_ERROR)).isZero();
    assertThat(Metric.AGREEMENT.of(measurements(answers, "onnx-optimized"))).isEmpty();
  }

  private static List<Variant> variants(Path fp32, Path optimized) {
    return List.of(Variant.onnx("onnx-fp32", fp32), Variant.onnx("onnx-optimized", optimized));
  }

  private Map<String, Answers> judge(@Nullable DatasetSpec dataset, List<Variant> variants)
      throws Exception {
    BenchmarkRequest request =
        BenchmarkRequest.asked(
            "m",
            variants,
            InputSettings.NONE,
            dataset,
            new Protocol(1, 1, 1, 1, 1),
            List.of(),
            GatePolicy.DEFAULT,
            folder);
    return Judging.answers(MeasuredInputs.of(request, line -> {}), line -> {});
  }

  private static double alone(Map<String, Answers> answers, Metric metric) {
    return metric.of(measurements(answers, "onnx-optimized")).orElseThrow().value();
  }

  private static double pair(Map<String, Answers> answers, Metric metric) {
    return metric
        .of(measurements(answers, "onnx-optimized"), measurements(answers, "onnx-fp32"))
        .orElseThrow()
        .value();
  }

  private static Measurements measurements(Map<String, Answers> answers, String variant) {
    return new Measurements(
        NoisyRunTimes.pair(1, 1, 2, 1)[0], 1, 0, 1, answers.get(variant), List.of());
  }

  private static String label(OrtSession session, Samples test, int index) throws Exception {
    float[][] row = new float[1][3];
    test.copyTo(index, row[0], 0);
    try (OnnxTensor input = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), row);
        OrtSession.Result result = session.run(Map.of("x", input))) {
      return ((String[]) result.get(0).getValue())[0];
    }
  }

  /** Three columns, and a class or a value that noise makes uncertain. */
  private DatasetSpec table(boolean classes) throws Exception {
    StringBuilder table = new StringBuilder("a,b,c,y\n");
    Random random = new Random(3);
    for (int i = 0; i < 120; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double c = random.nextGaussian();
      double score = a - b + c + 0.8 * random.nextGaussian();
      table.append(a).append(',').append(b).append(',').append(c).append(',');
      table.append(
          classes
              ? score < -0.7 ? "middle" : score < 0.7 ? "light" : "heavy"
              : Double.toString(a + b + c + 0.3 * random.nextGaussian()));
      table.append('\n');
    }
    Path tables = Files.createDirectory(folder.resolve("table"));
    Files.writeString(tables.resolve("t.csv"), table);
    Map<String, String> parameters = classes ? Map.of() : Map.of("task", "regression");
    return new DatasetSpec("csv", tables, 42, parameters);
  }

  /** The sum of three columns, times a factor, in one of the types of numbers with a fraction. */
  private static Path sum(Path file, float factor, int type) throws IOException {
    ModelFixture model = opset(17).typedInput("x", DataType.FLOAT_VALUE, -1, 3);
    model.initializer(tensor("w", new float[] {factor, factor, factor}, 3, 1));
    return model
        .node("MatMul", List.of("x", "w"), List.of("z"))
        .node("Cast", List.of("z"), List.of("y"), ModelFixture.attribute("to", type))
        .typedOutput("y", type, -1, 1)
        .write(file);
  }

  private Path resource(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = JudgingTest.class.getResourceAsStream("/foreign/" + name)) {
      Files.copy(in, file);
    }
    return file;
  }
}
