package io.edge4j.maven.quantize;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.FittedDataset;
import io.edge4j.maven.dataset.IdxPart;
import io.edge4j.maven.dataset.ModelView;
import io.edge4j.maven.dataset.TensorSamples;
import io.edge4j.maven.export.ExportOptions;
import io.edge4j.maven.export.ExportRequest;
import io.edge4j.maven.export.ExportStage;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.train.TrainingOptions;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.maven.train.TrainingRequest;
import io.edge4j.maven.train.TrainingStage;
import io.edge4j.model.InputContract;
import io.edge4j.model.OnnxHeader;
import io.edge4j.model.TensorInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What recipe static costs and gains on convolutional networks that were trained for a short while
 * on part of Fashion-MNIST, and whether auto takes the best. Started by {@code
 * src/benchmark/static-networks.sh}.
 */
public final class StaticNetworks {
  private static final int TEST_SAMPLES = 1_000;

  /** How much slower than the best of its candidates auto may be. */
  private static final double AS_FAST = 1.03;

  private StaticNetworks() {}

  /** {@code FOLDER TRAINING_SAMPLES EPOCHS}. */
  public static void main(String[] arguments) throws Exception {
    Path scratch = Files.createTempDirectory("edge-static");
    Path data = Files.createDirectory(scratch.resolve("data"));
    int samples = Integer.parseInt(arguments[1]);
    IdxPart.write(Path.of(arguments[0]), data, "train", samples);
    IdxPart.write(Path.of(arguments[0]), data, "t10k", TEST_SAMPLES);
    boolean best = true;
    for (Class<?> network :
        List.of(
            SmallNetworks.ResNet18.class,
            SmallNetworks.MobileNetV2.class,
            SmallNetworks.MobileNetV3.class)) {
      Path folder = Files.createDirectory(scratch.resolve(network.getSimpleName()));
      DatasetSpec dataset = new DatasetSpec("idx", data, 42, Map.of());
      Path fp32 = trained(network, dataset, Integer.parseInt(arguments[2]), folder);
      refined(network.getSimpleName(), fp32, dataset, folder);
      best &= judged(network.getSimpleName(), quantized(fp32, dataset, folder));
    }
    if (!best) {
      say("auto took a model that is more than 3 %% slower than the best that it could have");
      System.exit(1);
    }
  }

  private static Path trained(Class<?> network, DatasetSpec dataset, int epochs, Path folder)
      throws Exception {
    TrainingReport report =
        new TrainingStage()
            .run(
                new TrainingRequest(
                    dataset,
                    null,
                    network.getName(),
                    epochs,
                    64,
                    0.002,
                    42,
                    1,
                    folder,
                    Map.of(),
                    TrainingOptions.DEFAULT),
                line -> {});
    Path fp32 = folder.resolve("fp32.onnx");
    new ExportStage()
        .run(
            new ExportRequest(
                report.block(),
                folder.resolve("model-0000.params"),
                dataset,
                ExportOptions.named("network"),
                16,
                "input",
                fp32,
                folder.resolve("export.json")),
            line -> {});
    return fp32;
  }

  private static QuantizationReport quantized(Path fp32, DatasetSpec dataset, Path folder)
      throws Exception {
    return new QuantizationStage()
        .run(
            new QuantizationRequest(
                fp32,
                folder.resolve("optimized.onnx"),
                InputSettings.NONE,
                dataset,
                RecipeChoice.of("auto"),
                1,
                ModelIdentity.unchanged("edge-maven-plugin benchmark"),
                folder.resolve("quantize.json"),
                QuantizationOptions.DEFAULT),
            line -> {});
  }

  /** Prints what bias correction and equalisation change on the test split, each and together. */
  private static void refined(String network, Path fp32, DatasetSpec spec, Path folder)
      throws Exception {
    List<TensorInfo> outputs = OnnxHeader.read(fp32).outputs();
    InputContract contract = InputContract.of(OnnxHeader.read(fp32).inputs());
    FittedDataset dataset =
        Datasets.openFor(new ModelView(contract, outputs, List.of()), spec, line -> {});
    TensorSamples training = DividedTraining.of(dataset, spec.seed()).train();
    Judge judge = new Judge(dataset, contract, 1, line -> {});
    for (CalibrationMethod method :
        List.of(CalibrationMethod.MIN_MAX, CalibrationMethod.PERCENTILE)) {
      Calibration calibration = new Calibration(method, 128, spec.seed());
      Path scratch = Files.createDirectory(folder.resolve(method.label()));
      BiasShifts shifts = new BiasShifts(NodeSelection.ALL, calibration, training, scratch);
      long forever = System.nanoTime() + Long.MAX_VALUE / 2;
      StaticModel plain =
          StaticModel.prepare(
              Model.read(fp32),
              scratch.resolve("plain.onnx"),
              StaticOptions.DEFAULT,
              (model, values) -> calibration.measure(model, values, training, scratch));
      Model model = Model.read(plain.file());
      new CrossLayerEqualization(model).apply();
      StaticModel equalized = plain.with(model, scratch.resolve("equalized.onnx"));
      Map<String, StaticModel> forms = new LinkedHashMap<>();
      forms.put("as it is", plain);
      forms.put("bias correction", plain.with(shifts.of(plain, forever).orElseThrow()));
      forms.put("equalisation", equalized);
      forms.put("both", equalized.with(shifts.of(equalized, forever).orElseThrow()));
      for (Map.Entry<String, StaticModel> form : forms.entrySet()) {
        Path file = scratch.resolve("static.onnx");
        form.getValue()
            .quantize(NodeSelection.ALL, Set.of())
            .model()
            .write(file, ExternalData.WHEN_NEEDED);
        Judgement judgement = judge.compare(fp32, file);
        QuantizationReport.Accuracy accuracy = Objects.requireNonNull(judgement.accuracy());
        say(
            "%-12s static, %-10s %-15s error %.4f, accuracy %.3f, fp32 %.3f",
            network,
            method.label(),
            form.getKey(),
            judgement.differences().relativeError().orElseThrow(),
            accuracy.optimized(),
            accuracy.fp32());
      }
    }
  }

  /** Prints each candidate; whether the one that was taken is about as fast as any allowed one. */
  private static boolean judged(String network, QuantizationReport report) {
    double taken = 0;
    double best = 1;
    for (Trial trial : report.trials()) {
      if (trial.micros() == null) {
        say("%-12s %-12s %s", network, trial.candidate(), trial.outcome());
        continue;
      }
      say(
          "%-12s %-12s error %.4f, %.2f times fp32's speed (%.2f to %.2f), %.0f us, accuracy %.3f:"
              + " %s",
          network,
          trial.candidate(),
          trial.relativeError(),
          trial.speedup(),
          trial.speedupLow(),
          trial.speedupHigh(),
          trial.micros(),
          trial.accuracy(),
          trial.outcome());
      taken = trial.outcome().equals("chosen") ? trial.speedup() : taken;
      best = trial.outcome().startsWith("loses") ? best : Math.max(best, trial.speedup());
    }
    return taken * AS_FAST >= best;
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
