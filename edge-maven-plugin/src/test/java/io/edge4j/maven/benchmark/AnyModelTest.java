package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.dataset.tensors.NpyFile;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.metric.Answers;
import io.edge4j.maven.onnx.ForeignModels;
import io.edge4j.maven.quantize.ModelIdentity;
import io.edge4j.maven.quantize.QuantizationOptions;
import io.edge4j.maven.quantize.QuantizationReport;
import io.edge4j.maven.quantize.QuantizationRequest;
import io.edge4j.maven.quantize.QuantizationStage;
import io.edge4j.maven.quantize.RecipeChoice;
import io.edge4j.maven.report.GatePolicy;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.InputContract;
import io.edge4j.model.ModelMetadata;
import io.edge4j.runtime.ort.NativeTensors;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A small model of each kind that others bring, through every recipe and the benchmark. All in one
 * JVM: what is asked is that it comes out, and right, not how fast.
 */
class AnyModelTest {
  private static final int RUNS = 10;

  /** Of each kind whose samples are tensors. */
  private static final int SAMPLES = 20;

  @TempDir static Path data;
  @TempDir Path folder;

  /** What samples a kind has: labelled ones, or tensors for its inputs without labels. */
  private enum Data {
    TABLE,
    IMAGES,
    TOKENS,
    SPEECH,
    PICTURES;

    boolean isLabelled() {
      return this == TABLE || this == IMAGES;
    }
  }

  /** Makes a model, in a file of that name. */
  @FunctionalInterface
  private interface Maker {
    Path make(Path file) throws IOException;
  }

  /**
   * A kind of model.
   *
   * @param mostError relative to fp32, of the worst output
   */
  private record Kind(String name, Maker maker, Data data, double mostError) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("three int64 inputs, two symbols", ForeignModels::encoder, Data.TOKENS, 0.05),
          new Kind("state and scalar", file -> ForeignModels.speech(file, 512), Data.SPEECH, 0.05),
          new Kind(
              "open height and width, two outputs", ForeignModels::detector, Data.PICTURES, 0.05),
          new Kind("channels last", ForeignModels::channelsLast, Data.IMAGES, 0.1),
          new Kind("opset 7", file -> ForeignModels.convolutions(file, 7), Data.IMAGES, 0.1),
          new Kind("opset 8", file -> ForeignModels.convolutions(file, 8), Data.IMAGES, 0.1),
          new Kind("opset 9", file -> ForeignModels.convolutions(file, 9), Data.IMAGES, 0.1),
          new Kind("label and ZipMap", AnyModelTest::zipMap, Data.TABLE, 0),
          new Kind("double", f -> ForeignModels.scores(f, DataType.DOUBLE_VALUE), Data.TABLE, 0.05),
          new Kind(
              "float16", f -> ForeignModels.scores(f, DataType.FLOAT16_VALUE), Data.TABLE, 0.05),
          new Kind("three data files", ForeignModels::besides, Data.TABLE, 0.05),
          new Kind("initializers as inputs", ForeignModels::overridable, Data.TABLE, 0.05));

  static Stream<Arguments> kindsAndRecipes() {
    return KINDS.stream()
        .flatMap(
            kind ->
                Stream.of("dynamic", "static", "auto").map(recipe -> Arguments.of(kind, recipe)));
  }

  @BeforeAll
  static void samples() throws IOException {
    Random random = new Random(3);
    StringBuilder table = new StringBuilder("a,b,c,y\n");
    for (int i = 0; i < 300; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      double c = random.nextGaussian();
      double score = a - b + c + 0.8 * random.nextGaussian();
      table.append(a).append(',').append(b).append(',').append(c).append(',');
      table.append(score < -0.7 ? "middle" : score < 0.7 ? "light" : "heavy").append('\n');
    }
    Path tables = Files.createDirectories(data.resolve("table"));
    Files.writeString(tables.resolve("t.csv"), table);
    for (int i = 0; i < 80; i++) {
      Path images = Files.createDirectories(data.resolve("images").resolve(i % 2 == 0 ? "a" : "b"));
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 64; pixel++) {
        Color color = new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
        image.setRGB(pixel % 8, pixel / 8, color.getRGB());
      }
      ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
    }
    long[] ids = random.longs(SAMPLES * 6L, 0, ForeignModels.ROWS).toArray();
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    long[] segments = random.longs(ids.length, 0, 2).toArray();
    write(
        Data.TOKENS,
        Map.of(
            "input_ids", NpyFile.longs("(" + SAMPLES + ", 6)", ids),
            "attention_mask", NpyFile.longs("(" + SAMPLES + ", 6)", ones),
            "token_type_ids", NpyFile.longs("(" + SAMPLES + ", 6)", segments)));
    long[] rates = new long[SAMPLES];
    Arrays.fill(rates, 16_000);
    write(
        Data.SPEECH,
        Map.of(
            "input", NpyFile.floats("(" + SAMPLES + ", 1, 512)", normal(random, 512)),
            "state", NpyFile.floats("(" + SAMPLES + ", 2, 1, 4)", normal(random, 8)),
            "sr", NpyFile.longs("(" + SAMPLES + ",)", rates)));
    write(
        Data.PICTURES,
        Map.of(
            "images", NpyFile.floats("(" + SAMPLES + ", 3, 32, 64)", normal(random, 3 * 32 * 64))));
  }

  private static void write(Data kind, Map<String, byte[]> arrays) throws IOException {
    Path arraysOf = Files.createDirectories(data.resolve(kind.name()));
    NpyFile.archive(arraysOf.resolve("train.npz"), true, arrays);
    NpyFile.archive(arraysOf.resolve("test.npz"), true, arrays);
  }

  private static float[] normal(Random random, int perSample) {
    float[] values = new float[SAMPLES * perSample];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("kindsAndRecipes")
  void isQuantizedMeasuredAndJudged(Kind kind, String recipe) throws Exception {
    Path fp32 = kind.maker().make(folder.resolve("model.onnx"));
    // The other recipes also work on what is drawn.
    boolean drawn = !kind.data().isLabelled() && !recipe.equals("static");
    DatasetSpec spec = drawn ? null : spec(kind.data());

    QuantizationReport quantized = quantize(fp32, spec, recipe);

    assertThat(quantized.uncompared()).isEmpty();
    List<Variant> variants =
        List.of(Variant.onnx("onnx-fp32", fp32), Variant.onnx("onnx-optimized", optimized()));
    MeasuredInputs inputs = MeasuredInputs.of(request(variants, spec), line -> {});
    assertThat(measure(inputs).times())
        .hasSize(2)
        .allSatisfy(times -> assertThat(times.nanos()).hasSize(RUNS));
    Map<String, Answers> answers = Judging.answers(inputs, line -> {});
    Answers optimized = answers.get("onnx-optimized");
    assertThat(optimized.differences().get("onnx-fp32").isComplete()).isTrue();
    assertThat(optimized.differences().get("onnx-fp32").relativeError().orElse(0))
        .isLessThanOrEqualTo(kind.mostError());
    if (kind.data().isLabelled()) {
      Dataset dataset = Datasets.open(spec);
      assertThat(answers.get("onnx-fp32").correctness().count())
          .isEqualTo(right(fp32, dataset))
          .isPositive();
      assertThat(optimized.correctness().count()).isEqualTo(right(optimized(), dataset));
    }
  }

  @Test
  void staticWithoutSamplesSaysWhatItNeeds() throws Exception {
    Path fp32 = ForeignModels.encoder(folder.resolve("model.onnx"));

    assertThatThrownBy(() -> quantize(fp32, null, "static"))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("static needs samples to measure ranges on; add a <dataset>");
  }

  private static Path zipMap(Path file) throws IOException {
    try (InputStream in = AnyModelTest.class.getResourceAsStream("/foreign/zipmap.onnx")) {
      Files.copy(in, file);
    }
    return file;
  }

  private static DatasetSpec spec(Data kind) {
    return switch (kind) {
      case TABLE -> new DatasetSpec("csv", data.resolve("table"), 42, Map.of());
      case IMAGES ->
          new DatasetSpec(
              "images",
              data.resolve("images"),
              42,
              Map.of("width", "8", "height", "8", "colour", "true"));
      default ->
          new DatasetSpec("tensors", data.resolve(kind.name()), 42, Map.of()).withBroughtModel();
    };
  }

  private Path optimized() {
    return folder.resolve("optimized.onnx");
  }

  private QuantizationReport quantize(Path fp32, @Nullable DatasetSpec spec, String recipe)
      throws Exception {
    return new QuantizationStage()
        .run(
            new QuantizationRequest(
                fp32,
                optimized(),
                InputSettings.NONE,
                spec,
                RecipeChoice.of(recipe),
                1,
                ModelIdentity.unchanged("edge-maven-plugin test"),
                folder.resolve("quantize.json"),
                QuantizationOptions.DEFAULT),
            line -> {});
  }

  /** Two threads, so that no core is bound to the thread of the tests. */
  private static Protocol protocol() {
    return new Protocol(1, RUNS, 1, 2, 1, 0, List.of(), 0, 1, 60);
  }

  private BenchmarkRequest request(List<Variant> variants, @Nullable DatasetSpec spec) {
    return BenchmarkRequest.asked(
        "m", variants, InputSettings.NONE, spec, protocol(), List.of(), GatePolicy.DEFAULT, folder);
  }

  private ForkReport measure(MeasuredInputs inputs) throws Exception {
    WorkloadSource source = WorkloadSource.of(inputs.workload(), folder.resolve("inputs"));
    return new MeasureStage()
        .run(new MeasureRequest(inputs.variants(), protocol(), List.of(), source, 0), line -> {});
  }

  /** How many test samples ONNX Runtime itself gives their class. */
  private static int right(Path model, Dataset dataset) throws Exception {
    InputContract.Input input = ModelMetadata.of(model).inputs().inputs().get(0);
    Dataset ordered = dataset.orderedFor(input);
    Samples test = ordered.test();
    long[] shape = new long[ordered.sampleShape().length + 1];
    shape[0] = 1;
    System.arraycopy(ordered.sampleShape(), 0, shape, 1, shape.length - 1);
    int right = 0;
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.toString())) {
      for (int i = 0; i < test.size(); i++) {
        float[] sample = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        test.copyTo(i, sample, 0);
        try (OnnxTensor tensor =
                NativeTensors.toNative(environment, io.edge4j.model.Tensor.of(sample, shape));
            OrtSession.Result result = session.run(Map.of(input.name(), tensor))) {
          right += classOf(result.get(0), dataset.classNames()) == test.label(i) ? 1 : 0;
        }
      }
    }
    return right;
  }

  private static int classOf(OnnxValue output, List<String> classNames) throws Exception {
    Object value = output.getValue();
    if (value instanceof String[] label) {
      return classNames.indexOf(label[0]);
    }
    List<Double> scores = new ArrayList<>();
    if (value instanceof double[][] doubles) {
      Arrays.stream(doubles[0]).forEach(scores::add);
    } else {
      for (float score : ((float[][]) value)[0]) {
        scores.add((double) score);
      }
    }
    int best = 0;
    for (int i = 1; i < scores.size(); i++) {
      best = scores.get(i) > scores.get(best) ? i : best;
    }
    return best;
  }
}
