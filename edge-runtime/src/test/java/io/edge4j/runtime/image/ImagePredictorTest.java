package io.edge4j.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import io.edge4j.model.ChannelOrder;
import io.edge4j.model.Dim;
import io.edge4j.model.Fact;
import io.edge4j.model.InputContract;
import io.edge4j.model.Layout;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.Origin;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Resize;
import io.edge4j.model.TensorInfo;
import io.edge4j.model.image.ImageFormatException;
import io.edge4j.runtime.EdgeModel;
import io.edge4j.runtime.SeedCnn;
import io.edge4j.runtime.TinyModels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePredictorTest {
  @TempDir Path directory;
  private EdgeModel model;
  private ImagePredictor predictor;

  @BeforeEach
  void open() throws IOException {
    model = SeedCnn.open();
    predictor = new ImagePredictor(model);
  }

  @AfterEach
  void close() {
    model.close();
  }

  @Test
  void aGreyImageBecomesItsPixels() throws IOException {
    BufferedImage image = grey(SeedCnn.images()[0]);
    float[] sample = predictor.sample(image);
    assertThat(sample[400]).isCloseTo(SeedCnn.images()[0][400] * 255, within(0.51f));
    assertThat(sample).hasSize(SeedCnn.PIXELS);
  }

  @Test
  void anEncodedImageIsPredictedLikeTheImageItself() throws IOException {
    BufferedImage image = grey(SeedCnn.images()[0]);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    assertThat(predictor.predict(png.toByteArray()).values())
        .isEqualTo(predictor.predict(image).values());
  }

  @Test
  void aColouredImageIsWeighedToGrey() {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
    image.setRGB(3, 2, 0xff0000);
    image.setRGB(4, 2, 0xffffff);
    float[] sample = predictor.sample(image);
    assertThat(sample[2 * 28 + 3]).isEqualTo(76);
    assertThat(sample[2 * 28 + 4]).isEqualTo(255);
  }

  @Test
  void anImageOfAnotherSizeIsAveraged() {
    BufferedImage image = new BufferedImage(56, 56, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 56; y++) {
      for (int x = y % 2; x < 56; x += 2) {
        image.setRGB(x, y, 0xffffff);
      }
    }
    assertThat(predictor.sample(image)).containsOnly(128);
  }

  @Test
  void aFileIsPredictedLikeItsBytes() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(grey(SeedCnn.images()[0]), "png", png);
    Path file = Files.write(directory.resolve("shirt.png"), png.toByteArray());
    assertThat(predictor.predict(file).values())
        .isEqualTo(predictor.predict(png.toByteArray()).values());
  }

  @Test
  void bytesThatAreNoImageAreRefused() {
    assertThatThrownBy(() -> predictor.predict("no image".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ImageFormatException.class)
        .hasMessage(
            "The image cannot be read: it does not start like a PNG, JPEG, GIF or BMP; give an"
                + " image of one of these formats.");
  }

  @Test
  void aModelThatTakesChannelsLastGetsThemLast() throws IOException {
    try (EdgeModel nhwc = open(List.of(1L, 2L, 3L), Map.of())) {
      assertThatThrownBy(() -> new ImagePredictor(nhwc))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContainingAll("[1, 2, 3]", "CHW or HWC", "new ImagePredictor(model, layout");
      assertThat(new ImagePredictor(nhwc, Layout.HWC, Preprocessing.NONE).sample(red(2, 1)))
          .containsExactly(255, 0, 0, 255, 0, 0);
    }
    try (EdgeModel nhwc = open(List.of(2L, 2L, 3L), Map.of())) {
      assertThat(new ImagePredictor(nhwc).sample(red(1, 1)))
          .containsExactly(255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0);
    }
  }

  @Test
  void aGreyImageFillsAllThreeChannels() throws IOException {
    BufferedImage grey = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setPixels(0, 0, 28, 28, IntStream.generate(() -> 128).limit(784).toArray());
    try (EdgeModel colour = open(List.of(3L, 28L, 28L), Map.of())) {
      assertThat(new ImagePredictor(colour).sample(grey)).containsOnly(128).hasSize(3 * 784);
    }
  }

  @Test
  void theModelsMetadataSaysHowPixelsBecomeValues() throws IOException {
    Preprocessing preprocessing =
        new Preprocessing(
            List.of(0.5), List.of(1.0, 2.0, 3.0), List.of(2.0), ChannelOrder.BGR, Resize.CROP);
    try (EdgeModel model = open(List.of(3L, 1L, 4L), metadata(preprocessing, Layout.CHW))) {
      BufferedImage image = new BufferedImage(4, 9, BufferedImage.TYPE_INT_RGB);
      for (int x = 0; x < 4; x++) {
        image.setRGB(x, 4, 0x0a1420);
      }
      assertThat(new ImagePredictor(model).sample(image))
          .containsExactly(7.5f, 7.5f, 7.5f, 7.5f, 4, 4, 4, 4, 1, 1, 1, 1);
    }
  }

  @Test
  void aModelWithoutImageShapeIsRefused() throws IOException {
    try (EdgeModel vector = open(List.of(3L), Map.of())) {
      assertThatThrownBy(() -> new ImagePredictor(vector))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("samples of shape [3] are no images: those are [height, width]");
    }
  }

  private EdgeModel open(List<Long> sample, Map<String, String> metadata) throws IOException {
    byte[] bytes = TinyModels.identity(DataType.FLOAT, sample, metadata);
    return EdgeModel.open(Files.write(directory.resolve("identity.onnx"), bytes));
  }

  private static Map<String, String> metadata(Preprocessing preprocessing, Layout layout) {
    List<Dim> dims = List.of(Dim.named("n"), Dim.of(3), Dim.of(1), Dim.of(4));
    InputContract.Input input =
        InputContract.Input.of(new TensorInfo("x", "float", dims))
            .withLayout(Fact.of(layout, Origin.POM))
            .withPreprocessing(Fact.of(preprocessing, Origin.POM));
    return new ModelMetadata(
            "m",
            "1",
            List.of(),
            new InputContract(List.of(input), Map.of()),
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            "",
            "")
        .entries();
  }

  private static BufferedImage red(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, 0xff0000);
    }
    return image;
  }

  private static BufferedImage grey(float[] pixels) {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      image.getRaster().setSample(i % 28, i / 28, 0, Math.round(pixels[i] * 255));
    }
    return image;
  }
}
