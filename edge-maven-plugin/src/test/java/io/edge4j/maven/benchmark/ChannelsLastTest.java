package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.quantize.ModelIdentity;
import io.edge4j.maven.quantize.QuantizationOptions;
import io.edge4j.maven.quantize.QuantizationReport;
import io.edge4j.maven.quantize.QuantizationRequest;
import io.edge4j.maven.quantize.QuantizationStage;
import io.edge4j.maven.quantize.RecipeChoice;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.InputContract;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Recipe;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.image.ImagePredictor;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model of TensorFlow's takes {@code [N, 8, 8, 3]}: images are given with the channels last. Both
 * models here say which of red and blue an 8 by 8 image has more of.
 */
class ChannelsLastTest {
  private static final Map<String, String> COLOUR = Map.of("width", "8", "colour", "true");

  @TempDir Path folder;

  @BeforeEach
  void paint() throws Exception {
    for (String name : new String[] {"blue", "red"}) {
      Path images = Files.createDirectories(folder.resolve("images").resolve(name));
      for (int i = 0; i < 10; i++) {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < 64; p++) {
          image.setRGB(p % 8, p / 8, (name.equals("red") ? 0xB4281E : 0x1E28B4) + (i << 8));
        }
        ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"red-blue-nchw.onnx", "red-blue-nhwc.onnx"})
  void accuracyIsMeasuredInTheModelsOrder(String name) throws Exception {
    Dataset images = images(COLOUR);
    List<Long> shape = Arrays.stream(images.sampleShape()).boxed().toList();
    try (Subject subject = Subjects.open(Variant.onnx("onnx", model(name)), 1, shape)) {
      assertThat(
              AccuracyTest.run(subject, images.test(), subject.order(shape, images.layout()))
                  .accuracy()
                  .value())
          .isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"red-blue-nchw.onnx", "red-blue-nhwc.onnx"})
  void modelsAreComparedAndCalibratedInTheModelsOrder(String name) throws Exception {
    QuantizationReport report = quantize(model(name), COLOUR);
    assertThat(report.accuracy().fp32()).isEqualTo(1);
    assertThat(report.accuracy().optimized()).isEqualTo(1);
  }

  @Test
  void thePredictorReadsTheSameFilesRight() throws Exception {
    Path red = folder.resolve("images/red/3.png");
    Path blue = folder.resolve("images/blue/3.png");
    for (String name : new String[] {"red-blue-nchw.onnx", "red-blue-nhwc.onnx"}) {
      try (EdgeModel model = EdgeModel.open(model(name))) {
        ImagePredictor predictor = new ImagePredictor(model);
        assertThat(predictor.predict(red).index()).isOne();
        assertThat(predictor.predict(blue).index()).isZero();
      }
    }
  }

  @Test
  void aModelThatWasBroughtAlongSaysWhichImagesItTakes() throws Exception {
    Path fp32 = model("red-blue-nhwc.onnx");
    DatasetSpec spec =
        spec(Map.of()).withBroughtModel().completedFrom(ModelMetadata.of(fp32).inputs());
    assertThat(spec.parameters())
        .containsOnly(entry("width", "8"), entry("height", "8"), entry("colour", "true"));
    quantize(fp32, spec);
    InputContract contract = ModelMetadata.of(folder.resolve("optimized.onnx")).inputs();
    assertThat(contract.assumptions())
        .singleElement(STRING)
        .contains("(pixel * 0.00392156862745098 - 0.0) / 1.0", "<scale>, <mean> and <std>");
    assertThat(predictedWhite("optimized.onnx")).containsOnly(1).hasSize(192);
  }

  @Test
  void whatTheDatasetStatesTravelsWithTheOptimizedModel() throws Exception {
    Path fp32 = model("red-blue-nhwc.onnx");
    Map<String, String> parameters =
        Map.of("width", "8", "colour", "true", "scale", "1", "mean", "155,205,253", "std", "2");
    quantize(fp32, spec(parameters).withBroughtModel());
    InputContract contract = ModelMetadata.of(folder.resolve("optimized.onnx")).inputs();
    assertThat(contract.assumptions()).isEmpty();
    assertThat(predictedWhite("optimized.onnx")).startsWith(50, 25, 1).hasSize(192);

    // Brought along once more, it brings its preprocessing with it.
    assertThat(spec(Map.of("std", "3")).withBroughtModel().completedFrom(contract).parameters())
        .contains(entry("mean", "155.0,205.0,253.0"), entry("std", "3"), entry("scale", "1.0"));
  }

  private float[] predictedWhite(String name) throws Exception {
    BufferedImage white = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    white.getRaster().setPixels(0, 0, 8, 8, IntStream.generate(() -> 255).limit(64).toArray());
    try (EdgeModel model = EdgeModel.open(folder.resolve(name))) {
      return new ImagePredictor(model).sample(white);
    }
  }

  @Test
  void samplesOfAnotherShapeAreRefusedWithBothShapes() throws Exception {
    Map<String, String> other = Map.of("width", "64", "height", "1", "colour", "true");
    assertThatThrownBy(() -> quantize(model("red-blue-nhwc.onnx"), other))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("[3, 1, 64]", "8, 8, 3]");
    try (Subject subject =
        Subjects.open(Variant.onnx("onnx", model("red-blue-nhwc.onnx")), 1, List.of())) {
      Dataset images = images(other);
      assertThatThrownBy(() -> subject.order(List.of(3L, 1L, 64L), images.layout()))
          .isInstanceOf(StageException.class)
          .hasMessageContainingAll("[3, 1, 64]", "8, 8, 3]");
    }
  }

  private Dataset images(Map<String, String> parameters) throws Exception {
    return Datasets.open(spec(parameters));
  }

  private DatasetSpec spec(Map<String, String> parameters) {
    return new DatasetSpec("images", folder.resolve("images"), 42, parameters);
  }

  private QuantizationReport quantize(Path fp32, Map<String, String> parameters) throws Exception {
    return quantize(fp32, spec(parameters));
  }

  private QuantizationReport quantize(Path fp32, DatasetSpec spec) throws Exception {
    return new QuantizationStage()
        .run(
            new QuantizationRequest(
                fp32,
                folder.resolve("optimized.onnx"),
                InputSettings.NONE,
                spec,
                RecipeChoice.of(Recipe.STATIC),
                1,
                ModelIdentity.unchanged("p"),
                folder.resolve("quantize.json"),
                QuantizationOptions.DEFAULT),
            line -> {});
  }

  private Path model(String name) throws Exception {
    Path file = folder.resolve(name);
    try (InputStream in = ChannelsLastTest.class.getResourceAsStream("/channels-last/" + name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }
}
