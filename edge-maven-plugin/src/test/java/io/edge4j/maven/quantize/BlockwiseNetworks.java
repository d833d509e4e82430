package io.edge4j.maven.quantize;

import static io.edge4j.maven.onnx.ModelFixture.opset;
import static io.edge4j.maven.onnx.ModelFixture.tensor;

import ai.onnxruntime.OnnxTensor;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.measure.Estimate;
import io.edge4j.maven.measure.Interleaving;
import io.edge4j.maven.measure.RunTimes;
import io.edge4j.maven.measure.TimedRun;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.ModelFiles;
import io.edge4j.runtime.EdgeModel;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What recipe blockwise costs and gains beside dynamic: one row through a wide network, and rows in
 * batches of 32 through a small one. Started by {@code src/benchmark/blockwise-networks.sh}.
 */
public final class BlockwiseNetworks {
  private static final int BATCH = 32;
  private static final int ROUNDS = 41;
  private static final int WARMUP_ROUNDS = 10;
  private static final int RUNS = 20;

  /** How much is asked for: see docs/quantize.md. */
  private static final double FASTER = 1.4;

  private static final double LESS_ERROR = 0.65;
  private static final double FASTER_IN_BATCHES = 3;

  /**
   * What weights are drawn from: how far the largest lie out decides what a scale per block gains.
   */
  private enum Tails {
    /** A normal distribution. */
    LIGHT,
    /** Student's t with 4 degrees of freedom, of the same variance. */
    HEAVY;

    String words() {
      return name().toLowerCase(Locale.ROOT);
    }

    float[] draw(Random random, int count, double size) {
      float[] values = gaussian(random, count, size);
      if (this == HEAVY) {
        for (int i = 0; i < count; i++) {
          double squares = 0;
          for (int k = 0; k < DEGREES; k++) {
            double drawn = random.nextGaussian();
            squares += drawn * drawn;
          }
          values[i] *= (float) Math.sqrt((DEGREES - 2) / squares);
        }
      }
      return values;
    }
  }

  private static final int DEGREES = 4;

  /** A form of a network: what {@code bits} and {@code blockSize} say of it. */
  private record Form(String name, String recipe, BlockwiseOptions blocks) {}

  private static final List<Form> FORMS =
      List.of(
          new Form("fp32", "fp32", BlockwiseOptions.DEFAULT),
          new Form("fp16", "fp16", BlockwiseOptions.DEFAULT),
          new Form("dynamic", "dynamic", BlockwiseOptions.DEFAULT),
          new Form("blockwise", "blockwise", BlockwiseOptions.DEFAULT),
          new Form("4 bits, blocks of 32", "blockwise", new BlockwiseOptions(32, 4)));

  private record Made(Path file, double error) {}

  private BlockwiseNetworks() {}

  /** Takes no arguments; fails where less comes out than is asked for. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("edge-blockwise");
    boolean enough = true;
    for (Tails tails : Tails.values()) {
      enough &= oneRow(folder, tails, 1024, 4096, 1024, 4096, 1024);
    }
    enough &= batches(folder, 784, 256, 128, 10);
    if (!enough) {
      System.exit(1);
    }
  }

  private static boolean oneRow(Path folder, Tails tails, int... widths) throws Exception {
    Map<String, Made> forms = forms(folder, tails, widths);
    Map<String, OrtModel> models = new LinkedHashMap<>();
    for (Map.Entry<String, Made> form : forms.entrySet()) {
      models.put(form.getKey(), OrtModel.open(form.getValue().file(), 1));
    }
    OrtModel any = models.values().iterator().next();
    CandidateTimes times;
    try (OnnxTensor row =
        OnnxTensor.createTensor(
            any.environment(),
            FloatBuffer.wrap(gaussian(new Random(1), widths[0], 1)),
            new long[] {1, widths[0]})) {
      Map<String, TimedRun<Exception>> runs = new LinkedHashMap<>();
      models.forEach(
          (name, model) ->
              runs.put(
                  name,
                  () -> {
                    long start = System.nanoTime();
                    model.run(Map.of("x", row));
                    return System.nanoTime() - start;
                  }));
      times = interleaved(runs);
    }
    for (OrtModel model : models.values()) {
      model.close();
    }
    for (Map.Entry<String, Made> form : forms.entrySet()) {
      say(
          "%s tails, one row, %-20s %,11d bytes, %8.1f us, %s times fp32's speed, relative error"
              + " %.4f",
          tails.words(),
          form.getKey(),
          ModelFiles.of(form.getValue().file()).bytes(),
          times.micros(form.getKey()),
          interval(times.speedup(form.getKey(), "fp32")),
          form.getValue().error());
    }
    Estimate faster = times.speedup("blockwise", "dynamic");
    double error = forms.get("blockwise").error() / forms.get("dynamic").error();
    say(
        "%s tails, one row: blockwise %s times as fast as dynamic (asked: %s), %.2f of its error"
            + " (asked: %s)",
        tails.words(), interval(faster), FASTER, error, LESS_ERROR);
    return faster.value() >= FASTER && error <= LESS_ERROR;
  }

  private static boolean batches(Path folder, int... widths) throws Exception {
    Map<String, Made> forms = forms(folder, Tails.LIGHT, widths);
    List<EdgeModel> open = new ArrayList<>();
    Map<String, TimedRun<Exception>> runs = new LinkedHashMap<>();
    List<float[]> samples = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      samples.add(gaussian(new Random(i), widths[0], 1));
    }
    for (Map.Entry<String, Made> form : forms.entrySet()) {
      EdgeModel model = EdgeModel.open(form.getValue().file());
      open.add(model);
      runs.put(
          form.getKey(),
          () -> {
            long start = System.nanoTime();
            model.predictor().predictAll(samples);
            return System.nanoTime() - start;
          });
    }
    CandidateTimes compared = interleaved(runs);
    open.forEach(EdgeModel::close);
    for (Map.Entry<String, Made> form : forms.entrySet()) {
      say(
          "predictAll of %d, %-20s %6.2f us per row, %s times dynamic's rows per second, error %.4f",
          BATCH,
          form.getKey(),
          compared.micros(form.getKey()) / BATCH,
          interval(compared.speedup(form.getKey(), "dynamic")),
          form.getValue().error());
    }
    double faster = compared.speedup("blockwise", "dynamic").value();
    say("predictAll of %d: blockwise %.2f times dynamic (asked: 3)", BATCH, faster);
    return faster >= FASTER_IN_BATCHES;
  }

  /** Turns of several runs, so that a model finds its weights where its last run left them. */
  private static CandidateTimes interleaved(Map<String, TimedRun<Exception>> runs)
      throws Exception {
    Interleaving<Exception> turns =
        new Interleaving<>(List.copyOf(runs.values()), new Random(42), line -> {});
    turns.runs(WARMUP_ROUNDS * RUNS, RUNS);
    List<List<Long>> nanos = turns.runs(ROUNDS * RUNS, RUNS);
    Map<String, RunTimes> times = new LinkedHashMap<>();
    for (String name : runs.keySet()) {
      times.put(name, RunTimes.of(List.of(nanos.get(times.size())), RUNS));
    }
    return new CandidateTimes(times);
  }

  private static Map<String, Made> forms(Path folder, Tails tails, int... widths) throws Exception {
    Path fp32 = network(folder.resolve(tails + "-" + widths[0] + ".onnx"), tails, widths);
    Map<String, Made> forms = new LinkedHashMap<>();
    for (Form form : FORMS) {
      Path target =
          Files.createDirectories(folder.resolve(form.name() + tails + widths[0]))
              .resolve("model.onnx");
      QuantizationReport report = quantized(fp32, form, target);
      Double error = report.errors().get(0).relativeError();
      forms.put(form.name(), new Made(target, error == null ? 0 : error));
    }
    return forms;
  }

  private static QuantizationReport quantized(Path fp32, Form form, Path target) throws Exception {
    QuantizationOptions d = QuantizationOptions.DEFAULT;
    return new QuantizationStage()
        .run(
            new QuantizationRequest(
                fp32,
                target,
                InputSettings.NONE,
                null,
                RecipeChoice.of(form.recipe()),
                1,
                ModelIdentity.unchanged("edge-maven-plugin benchmark"),
                target.resolveSibling("quantize.json"),
                new QuantizationOptions(
                    d.selection(),
                    d.perChannel(),
                    d.reduceRange(),
                    d.target(),
                    d.calibration(),
                    d.calibrationSamples(),
                    d.keepFirstAndLast(),
                    d.maxAccuracyLoss(),
                    d.maxRelativeError(),
                    d.freezeInitializers(),
                    form.blocks())),
            line -> {});
  }

  /** Fully connected layers with ReLU between them, weights as He et al. (2015) start them. */
  private static Path network(Path file, Tails tails, int... widths) throws IOException {
    Random random = new Random(5);
    ModelFixture model = opset(17).input("x", -1, widths[0]);
    String value = "x";
    for (int layer = 1; layer < widths.length; layer++) {
      int in = widths[layer - 1];
      int out = widths[layer];
      model
          .initializer(
              tensor("w" + layer, tails.draw(random, in * out, Math.sqrt(2.0 / in)), in, out))
          .initializer(tensor("b" + layer, gaussian(random, out, 0.01), out));
      boolean last = layer == widths.length - 1;
      String product = last ? "y" : "p" + layer;
      model.node("Gemm", List.of(value, "w" + layer, "b" + layer), List.of(product));
      if (!last) {
        value = "r" + layer;
        model.node("Relu", List.of(product), List.of(value));
      }
    }
    return model.output("y", -1, widths[widths.length - 1]).write(file);
  }

  private static float[] gaussian(Random random, int count, double size) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (size * random.nextGaussian());
    }
    return values;
  }

  private static String interval(Estimate ratio) {
    return String.format(
        Locale.ROOT, "%.2f (%.2f to %.2f)", ratio.value(), ratio.low(), ratio.high());
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
