package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.dataset.Samples;
import io.edge4j.maven.export.ExportOptions;
import io.edge4j.maven.export.ExportRequest;
import io.edge4j.maven.export.ExportStage;
import io.edge4j.maven.train.TrainingOptions;
import io.edge4j.maven.train.TrainingReport;
import io.edge4j.maven.train.TrainingRequest;
import io.edge4j.maven.train.TrainingStage;
import io.edge4j.model.Dim;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Origin;
import io.edge4j.model.OutputKind;
import io.edge4j.model.TensorInfo;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.image.ImagePredictor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a model was trained on is what it gets from a predictor: the same file, the same bits. */
class ImagesInServiceTest {
  private static final int SIDE = 224;
  private static final List<String> SHAPES = List.of("circle", "cross", "ring", "square");

  @TempDir Path folder;

  static Stream<Arguments> parameters() {
    return Stream.of(
        Arguments.of(Map.of(), Layout.CHW),
        Arguments.of(Map.of("width", "37", "height", "23", "colour", "true"), Layout.CHW),
        Arguments.of(
            Map.of(
                "width", "37",
                "height", "23",
                "colour", "true",
                "mean", "0.485,0.456,0.406",
                "std", "0.229,0.224,0.225",
                "channelOrder", "BGR",
                "resize", "crop"),
            Layout.HWC),
        Arguments.of(
            Map.of("width", "64", "scale", "1", "mean", "127", "resize", "crop"), Layout.HWC));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void theDatasetAndThePredictorReadEveryFileAlike(Map<String, String> parameters, Layout layout)
      throws Exception {
    for (String name : new String[] {"train/a", "train/b", "test/a", "test/b"}) {
      Files.createDirectories(folder.resolve(name));
    }
    int count = new OddImages(folder.resolve("train/a")).write();
    assertThat(count).isGreaterThan(30);
    for (String name : new String[] {"train/b", "test/a", "test/b"}) {
      Files.copy(folder.resolve("train/a/grey8.png"), folder.resolve(name).resolve("1.png"));
    }
    Dataset images = Datasets.open(new DatasetSpec("images", folder, 42, parameters));
    InputContract.Input input = input(images, layout);
    Path file = TestModels.identity(folder.resolve("identity.onnx"), shape(input));
    metadata(List.of(), input).storeIn(file);
    Samples samples = images.orderedFor(input).train();
    try (EdgeModel model = EdgeModel.open(file)) {
      ImagePredictor predictor = new ImagePredictor(model);
      List<Path> files = files("train/a");
      assertThat(files).hasSize(count);
      for (int i = 0; i < count; i++) {
        float[] trainedOn = new float[predictor.sample(files.get(i)).length];
        samples.copyTo(i, trainedOn, 0);
        assertThat(predictor.sample(files.get(i)))
            .as(files.get(i).getFileName().toString())
            .containsExactly(trainedOn);
      }
    }
  }

  @Test
  void theReportsAccuracyIsThatOfThePredictorOnTheFiles() throws Exception {
    for (int label = 0; label < SHAPES.size(); label++) {
      draw("train", label, 40);
      draw("test", label, 20);
    }
    DatasetSpec spec = new DatasetSpec("images", folder, 42, Map.of());
    Dataset images = Datasets.open(spec);
    TrainingReport trained =
        new TrainingStage()
            .run(
                new TrainingRequest(
                    spec,
                    "small-cnn",
                    null,
                    20,
                    16,
                    0.002,
                    42,
                    1,
                    folder.resolve("weights"),
                    Map.of(),
                    TrainingOptions.DEFAULT),
                line -> {});
    Path fp32 = folder.resolve("shapes.onnx");
    new ExportStage()
        .run(
            new ExportRequest(
                trained.block(),
                folder.resolve("weights").resolve(trained.weights()),
                spec,
                ExportOptions.named("shapes")
                    .opset(17)
                    .tolerance(1e-4)
                    .metadata(metadata(images.classNames(), input(images, Layout.CHW)).entries())
                    .producer("edge-maven-plugin test"),
                20,
                "input",
                fp32,
                folder.resolve("export.json")),
            line -> {});
    assertThat(trained.testAccuracy()).isBetween(0.6, 0.99);
    assertThat(predicted(fp32)).isEqualTo(trained.testAccuracy());
  }

  private double predicted(Path file) throws IOException {
    int right = 0;
    int all = 0;
    try (EdgeModel model = EdgeModel.open(file)) {
      ImagePredictor predictor = new ImagePredictor(model);
      for (String shape : SHAPES) {
        for (Path image : files("test/" + shape)) {
          right += predictor.predict(image).label().equals(shape) ? 1 : 0;
          all++;
        }
      }
    }
    return right / (double) all;
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files.sorted().toList();
    }
  }

  /** Grey 100, the shape 50 brighter, and noise whose deviation is almost that. */
  private void draw(String split, int label, int count) throws IOException {
    Path classFolder = Files.createDirectories(folder.resolve(split).resolve(SHAPES.get(label)));
    Random random = new Random(split.hashCode() + label);
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      double centreX = SIDE * (0.4 + 0.2 * random.nextDouble());
      double centreY = SIDE * (0.4 + 0.2 * random.nextDouble());
      double size = SIDE * (0.2 + 0.15 * random.nextDouble());
      int[] row = new int[SIDE];
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          boolean inside = isInside(label, (x - centreX) / size, (y - centreY) / size);
          double level = (inside ? 150 : 100) + 45 * random.nextGaussian();
          row[x] = (int) Math.max(0, Math.min(255, level));
        }
        image.getRaster().setPixels(0, y, SIDE, 1, row);
      }
      ImageIO.write(image, "png", classFolder.resolve(i + ".png").toFile());
    }
  }

  private static boolean isInside(int label, double x, double y) {
    double radius = Math.hypot(x, y);
    double far = Math.max(Math.abs(x), Math.abs(y));
    return switch (SHAPES.get(label)) {
      case "circle" -> radius < 1;
      case "cross" -> far < 1 && Math.min(Math.abs(x), Math.abs(y)) < 0.3;
      case "ring" -> radius < 1 && radius > 0.6;
      default -> far < 0.9;
    };
  }

  /** As the plugin writes it for a model that it exports. */
  private static ModelMetadata metadata(List<String> labels, InputContract.Input input) {
    return new ModelMetadata(
        "m",
        "1.0",
        labels,
        new InputContract(List.of(input), Map.of()),
        Optional.of(OutputKind.LOGITS),
        Optional.empty(),
        OptionalDouble.empty(),
        "",
        "edge-maven-plugin test");
  }

  private static InputContract.Input input(Dataset images, Layout layout) {
    long[] chw = images.sampleShape();
    List<Dim> dims = new ArrayList<>(List.of(Dim.named("n")));
    layout.shape(chw[0], chw[1], chw[2]).forEach(size -> dims.add(Dim.of(size)));
    return InputContract.Input.of(new TensorInfo("input", "float", dims))
        .withLayout(Fact.of(layout, Origin.METADATA))
        .withPreprocessing(Fact.of(images.preprocessing(), Origin.METADATA));
  }

  private static long[] shape(InputContract.Input input) {
    return input.tensor().shape().stream().mapToLong(Long::longValue).toArray();
  }
}
