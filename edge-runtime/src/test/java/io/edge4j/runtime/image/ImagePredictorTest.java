package io.edge4j.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
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
    assertThat(sample[2 * 28 + 3]).isCloseTo(0.299f * 255, within(0.01f));
    assertThat(sample[2 * 28 + 4]).isCloseTo(255, within(0.01f));
  }

  @Test
  void anImageOfAnotherSizeIsResized() {
    BufferedImage image = new BufferedImage(56, 56, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 56; y++) {
      for (int x = 28; x < 56; x++) {
        image.setRGB(x, y, 0xffffff);
      }
    }
    float[] sample = predictor.sample(image);
    assertThat(sample[14 * 28 + 5]).isZero();
    assertThat(sample[14 * 28 + 22]).isEqualTo(255);
  }

  @Test
  void bytesThatAreNoImageAreRefused() {
    assertThatThrownBy(() -> predictor.predict("no image".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessage("The bytes are no image that can be read; PNG and JPEG can.");
  }

  @Test
  void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY), "png", png);
    byte[] bytes = png.toByteArray();
    // Width and height are the eight bytes after the IHDR chunk's name.
    System.arraycopy(new byte[] {0, 1, 0, 0, 0, 1, 0, 0}, 0, bytes, 16, 8);
    assertThatThrownBy(() -> predictor.predict(bytes))
        .isInstanceOf(IOException.class)
        .hasMessage("The image has 4294967296 pixels; at most 40000000 are read.");
  }

  @Test
  void aModelWithoutImageShapeIsRefused() throws IOException {
    byte[] bytes = TinyModels.identity(DataType.FLOAT, List.of(3L), Map.of());
    try (EdgeModel vector = EdgeModel.open(Files.write(directory.resolve("v.onnx"), bytes))) {
      assertThatThrownBy(() -> new ImagePredictor(vector))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("images need [height, width]");
    }
  }

  private static BufferedImage grey(float[] pixels) {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      image.getRaster().setSample(i % 28, i / 28, 0, Math.round(pixels[i] * 255));
    }
    return image;
  }
}
