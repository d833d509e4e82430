package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ChannelOrder;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Resize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesFormatTest {
  @TempDir Path folder;

  @Test
  void aFolderIsAClassAndTheSeedSplitsEachOfThem() throws Exception {
    for (int i = 0; i < 10; i++) {
      paint("bright/" + i + ".png", 8, 8, new Color(200, 200, 200));
      paint("dark/" + i + ".jpg", 8, 8, new Color(20, 20, 20));
    }
    Dataset images = open(Map.of("width", "4", "testShare", "0.3"));
    assertThat(images.classNames()).containsExactly("bright", "dark");
    assertThat(images.sampleShape()).containsExactly(1, 4, 4);
    assertThat(images.train().size()).isEqualTo(14);
    assertThat(images.test().size()).isEqualTo(6);
    float[] values = new float[16];
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      images.test().copyTo(i, values, 0);
      seen.add(images.test().label(i));
      assertThat(values[5])
          .isCloseTo(images.test().label(i) == 0 ? 200 / 255f : 20 / 255f, within(0.02f));
    }
    assertThat(seen).containsExactlyInAnyOrder(0, 1);
    assertThat(open(Map.of("width", "4", "testShare", "0.3")).fingerprint())
        .isEqualTo(images.fingerprint());
  }

  @Test
  void trainAndTestFoldersAreTheSplit() throws Exception {
    for (String split : new String[] {"train", "test"}) {
      paint(split + "/a/1.png", 4, 4, Color.WHITE);
      paint(split + "/b/1.png", 4, 4, Color.BLACK);
    }
    paint("train/a/2.png", 4, 4, Color.WHITE);
    Dataset images = open(Map.of());
    assertThat(images.train().size()).isEqualTo(3);
    assertThat(images.test().size()).isEqualTo(2);
    assertThat(images.sampleShape()).containsExactly(1, 28, 28);
  }

  @Test
  void colourGivesThreePlanes() throws Exception {
    for (String name : new String[] {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) {
      paint(name, 4, 4, new Color(255, 51, 0));
    }
    Dataset images = open(Map.of("colour", "true", "width", "2", "height", "1"));
    float[] values = new float[6];
    images.train().copyTo(0, values, 0);
    assertThat(images.sampleShape()).containsExactly(3, 1, 2);
    assertThat(values).containsExactly(1f, 1f, 0.2f, 0.2f, 0f, 0f);
  }

  @Test
  void greyImagesKeepTheirValues() throws Exception {
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 51);
    grey.getRaster().setSample(1, 0, 0, 102);
    for (String name : new String[] {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) {
      write(name, grey);
    }
    float[] values = new float[2];
    open(Map.of("width", "2", "height", "1")).train().copyTo(0, values, 0);
    assertThat(values).containsExactly(51 / 255f, 102 / 255f);
  }

  @Test
  void aLargerImageIsAveraged() throws Exception {
    BufferedImage checks = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 16; i++) {
      checks.setRGB(i % 4, i / 4, (i % 4 + i / 4) % 2 == 0 ? 0xFFFFFF : 0);
    }
    for (String name : new String[] {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) {
      write(name, checks);
    }
    float[] values = new float[4];
    open(Map.of("width", "2")).train().copyTo(0, values, 0);
    for (float value : values) {
      assertThat(value).isCloseTo(0.5f, within(0.01f));
    }
  }

  @Test
  void aTruncatedImageIsNamedWithItsPosition() throws Exception {
    for (String name : new String[] {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) {
      paint(name, 64, 64, Color.GRAY);
    }
    Path broken = folder.resolve("b/2.png");
    Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 60));
    assertRefused(Map.of(), "edge.dataset.directory", broken.toString(), "it ends at byte 60");
  }

  @Test
  void aTextWithAnImagesNameIsRefused() throws Exception {
    for (String name : new String[] {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) {
      paint(name, 4, 4, Color.GRAY);
    }
    Files.writeString(folder.resolve("a/1.png"), "no image");
    assertRefused(Map.of(), "a" + File.separator + "1.png", "does not start like a PNG");
  }

  @Test
  void anEmptyClassIsRefused() throws Exception {
    paint("a/1.png", 4, 4, Color.GRAY);
    Files.createDirectories(folder.resolve("b"));
    assertRefused(Map.of(), "'b' holds no image");
  }

  @Test
  void anotherKindOfFileIsRefused() throws Exception {
    paint("a/1.png", 4, 4, Color.GRAY);
    paint("b/1.png", 4, 4, Color.GRAY);
    Files.writeString(folder.resolve("b/notes.txt"), "x");
    assertRefused(Map.of(), "notes.txt", "neither PNG, JPEG, GIF nor BMP");
  }

  @Test
  void oneClassIsNotEnough() throws Exception {
    paint("a/1.png", 4, 4, Color.GRAY);
    assertRefused(Map.of(), "1 folders", "a folder for each class");
  }

  @Test
  void wrongParametersAreNamed() throws Exception {
    paint("a/1.png", 4, 4, Color.GRAY);
    paint("b/1.png", 4, 4, Color.GRAY);
    assertRefused(Map.of("width", "0"), "<width> in <parameters> of <dataset> is '0'", "1 to");
    assertRefused(Map.of("colour", "maybe"), "<colour>", "'maybe'", "true or false");
    assertRefused(Map.of("testShare", "1.5"), "<testShare>", "'1.5'");
    assertRefused(Map.of("widht", "5"), "<widht>", "not known to 'images'", "width");
  }

  @Test
  void meanStdAndScaleAreNumbersForAllChannelsOrForEach() throws Exception {
    paintFour(new Color(100, 150, 200));
    Dataset images =
        open(
            Map.of(
                "colour", "true", "width", "1", "scale", "0.5", "mean", "1, 2, 3", "std", "2,4,8"));
    float[] values = new float[3];
    images.train().copyTo(0, values, 0);
    assertThat(values).containsExactly((50 - 1) / 2f, (75 - 2) / 4f, (100 - 3) / 8f);
    assertThat(images.preprocessing())
        .isEqualTo(
            new Preprocessing(
                List.of(0.5),
                List.of(1.0, 2.0, 3.0),
                List.of(2.0, 4.0, 8.0),
                ChannelOrder.RGB,
                Resize.STRETCH));
  }

  @Test
  void otherValuesAreAnotherDataset() throws Exception {
    paintFour(Color.GRAY);
    assertThat(open(Map.of("mean", "0.5")).fingerprint())
        .isNotEqualTo(open(Map.of()).fingerprint());
  }

  @Test
  void theOrderOfChannelsIsTheModels() throws Exception {
    paintFour(new Color(255, 51, 0));
    float[] values = new float[3];
    open(Map.of("colour", "true", "width", "1", "channelOrder", "BGR"))
        .train()
        .copyTo(0, values, 0);
    assertThat(values).containsExactly(0f, 0.2f, 1f);
  }

  @Test
  void anImageIsStretchedOrCropped() throws Exception {
    BufferedImage wide = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    wide.getRaster().setSample(1, 0, 0, 51);
    for (String name : new String[] {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) {
      write(name, wide);
    }
    float[] values = new float[1];
    open(Map.of("width", "1", "resize", "crop")).train().copyTo(0, values, 0);
    assertThat(values).containsExactly(0.2f);
    open(Map.of("width", "1", "resize", "stretch")).train().copyTo(0, values, 0);
    assertThat(values).containsExactly(17 / 255f);
  }

  @Test
  void wrongPreprocessingIsNamed() throws Exception {
    paintFour(Color.GRAY);
    assertRefused(Map.of("std", "0"), "<std> in <parameters> of <dataset> is '0'", "other than 0");
    assertRefused(Map.of("mean", "a"), "<mean>", "'a'", "must be one number");
    assertRefused(Map.of("mean", "1,2,3"), "<mean>", "'1,2,3'", "three of them need <colour>");
    assertRefused(
        Map.of("mean", "1,2", "colour", "true"), "<mean>", "a number, or 3 separated by commas");
    assertRefused(Map.of("resize", "fit"), "<resize>", "one of [stretch, crop]");
    assertRefused(Map.of("channelOrder", "GBR", "colour", "true"), "<channelOrder>", "[RGB, BGR]");
    assertRefused(Map.of("channelOrder", "BGR"), "<channelOrder>", "left out where <colour>");
  }

  @Test
  void cmykIsRefusedWithTheFile() throws Exception {
    paintFour(Color.GRAY);
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_4BYTE_ABGR);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    Path file = folder.resolve("a/3.jpg");
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(new IIOImage(image.getRaster(), null, null));
    } finally {
      writer.dispose();
    }
    assertRefused(Map.of(), file.toString(), "4 components", "CMYK");
  }

  @Test
  void differentClassesInTrainAndTestAreRefused() throws Exception {
    paint("train/a/1.png", 4, 4, Color.GRAY);
    paint("train/b/1.png", 4, 4, Color.GRAY);
    paint("test/a/1.png", 4, 4, Color.GRAY);
    paint("test/c/1.png", 4, 4, Color.GRAY);
    assertRefused(Map.of(), "[a, b]", "[a, c]");
  }

  private Dataset open(Map<String, String> parameters) throws StageException, IOException {
    return Datasets.open(new DatasetSpec("images", folder, 42, parameters));
  }

  private void assertRefused(Map<String, String> parameters, String... parts) {
    assertThatThrownBy(() -> open(parameters))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(parts);
  }

  private void paintFour(Color colour) throws IOException {
    for (String name : new String[] {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) {
      paint(name, 4, 4, colour);
    }
  }

  private void paint(String name, int width, int height, Color colour) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    write(name, image);
  }

  private void write(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(image, name.substring(name.length() - 3), file.toFile())).isTrue();
  }
}
