package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.dataset.Dataset;
import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.quantize.QuantizationOptions;
import io.edge4j.maven.quantize.QuantizationReport;
import io.edge4j.maven.quantize.QuantizationRequest;
import io.edge4j.maven.quantize.QuantizationStage;
import io.edge4j.maven.quantize.RecipeChoice;
import io.edge4j.maven.stage.StageException;
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
    return new QuantizationStage()
        .run(
            new QuantizationRequest(
                fp32,
                folder.resolve("optimized.onnx"),
                InputSettings.NONE,
                spec(parameters),
                RecipeChoice.of(Recipe.STATIC),
                1,
                "p",
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
