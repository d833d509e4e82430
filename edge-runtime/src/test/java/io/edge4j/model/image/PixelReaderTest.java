package io.edge4j.model.image;

import static io.edge4j.model.image.TestImages.GREY;
import static io.edge4j.model.image.TestImages.GREY_ALPHA;
import static io.edge4j.model.image.TestImages.PALETTE;
import static io.edge4j.model.image.TestImages.RGB;
import static io.edge4j.model.image.TestImages.RGBA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.edge4j.model.ChannelOrder;
import io.edge4j.model.ImageShape;
import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import io.edge4j.model.Resize;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PixelReaderTest {

  static Stream<Arguments> greys() throws IOException {
    return Stream.of(
        arguments("1 bit", 255, TestImages.flatPng(1, GREY, 1)),
        arguments("2 bits", 170, TestImages.flatPng(2, GREY, 2)),
        arguments("4 bits", 136, TestImages.flatPng(4, GREY, 8)),
        arguments("8 bits", 128, TestImages.flatPng(8, GREY, 128)),
        arguments("16 bits", 128, TestImages.flatPng(16, GREY, 0x8080)),
        arguments("8 bits with alpha", 128, TestImages.flatPng(8, GREY_ALPHA, 128, 40)),
        arguments("16 bits with alpha", 128, TestImages.flatPng(16, GREY_ALPHA, 0x8080, 9)),
        arguments("8 bits of 3", 128, TestImages.flatPng(8, RGB, 128, 128, 128)),
        arguments("16 bits of 3", 128, TestImages.flatPng(16, RGB, 0x8080, 0x8080, 0x8080)),
        arguments("8 bits of 4", 128, TestImages.flatPng(8, RGBA, 128, 128, 128, 0)),
        arguments("palette of 8 bits", 128, TestImages.flatPng(8, PALETTE, 2)),
        arguments("palette of 2 bits", 128, TestImages.flatPng(2, PALETTE, 2)),
        arguments("case: 8 bits", 128, TestImages.resource("flat28_gray8.png")),
        arguments("case: with alpha", 128, TestImages.resource("flat28_ga8.png")),
        arguments("case: 16 bits", 128, TestImages.resource("flat28_gray16.png")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("greys")
  void greyStaysGreyWhateverItIsStoredIn(String what, int grey, byte[] png) throws IOException {
    for (int side : new int[] {2, 3, 28, 50}) {
      assertThat(reader(1, side, side).read(png)).containsOnly(grey).hasSize(side * side);
      assertThat(reader(3, side, side).read(png)).containsOnly(grey).hasSize(3 * side * side);
    }
  }

  @Test
  void aGreyJpegHasTheSameValuesInOneChannelAndInThree() throws IOException {
    byte[] jpeg = TestImages.resource("gray.jpg");
    float[] grey = reader(1, 28, 28).read(jpeg);
    float[] colour = reader(3, 28, 28).read(jpeg);
    assertThat(grey[14 * 28 + 14]).isEqualTo(182);
    for (int i = 0; i < colour.length; i++) {
      assertThat(colour[i]).isEqualTo(grey[i % grey.length]);
    }
  }

  @Test
  void colourBecomesGreyByLuma() throws IOException {
    assertThat(reader(1, 1, 1).read(TestImages.flatPng(8, RGB, 255, 0, 0))).containsExactly(76);
    assertThat(reader(1, 1, 1).read(TestImages.flatPng(8, RGB, 0, 255, 0))).containsExactly(150);
    assertThat(reader(1, 1, 1).read(TestImages.flatPng(8, RGB, 0, 0, 255))).containsExactly(29);
  }

  @Test
  void transparencyIsIgnored() throws IOException {
    for (int alpha : new int[] {0, 7, 255}) {
      byte[] png = TestImages.flatPng(8, RGBA, 200, 100, 50, alpha);
      assertThat(reader(3, 1, 1).read(png)).containsExactly(200, 100, 50);
    }
  }

  @Test
  void aColourThatIsDeclaredTransparentIsRead() throws IOException {
    byte[] palette = TestImages.flatPng(8, PALETTE, 2);
    byte[] transparent = TestImages.chunk("tRNS", new byte[] {0, 0, 0});
    assertThat(reader(1, 1, 1).read(TestImages.withChunk(palette, transparent)))
        .containsExactly(128);
  }

  @Test
  void coloursThatWereMultipliedWithAlphaAreRestored() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB_PRE);
    image.getRaster().setPixel(0, 0, new int[] {100, 50, 0, 128});
    assertThat(reader(3, 1, 1).read(image)).containsExactly(199, 100, 0);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_INT_ARGB
      })
  void everyKindOfBufferedImageGivesTheSame(int type) {
    BufferedImage image = new BufferedImage(1, 1, type);
    image.setRGB(0, 0, 0xFF102030);
    assertThat(reader(3, 1, 1).read(image)).containsExactly(0x10, 0x20, 0x30);
  }

  @Test
  void fewBitsReachFromBlackToWhite() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_565_RGB);
    image.getRaster().setPixel(0, 0, new int[] {31, 63, 15});
    assertThat(reader(3, 1, 1).read(image)).containsExactly(255, 255, 123);
  }

  @Test
  void aColourModelThatIsNotReadIsNamed() {
    ComponentColorModel floats =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, 1, DataBuffer.TYPE_FLOAT);
    BufferedImage image =
        new BufferedImage(floats, floats.createCompatibleWritableRaster(1, 1), false, null);
    assertThatThrownBy(() -> reader(1, 1, 1).read(image))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("draw it into one of BufferedImage.TYPE_INT_RGB");
  }

  @Test
  void aLargerImageIsAveragedByArea() {
    BufferedImage image = grey(3, 2, 10, 20, 30, 40, 50, 60);
    assertThat(reader(1, 1, 2).read(image))
        .containsExactly(
            Math.round((10 + 20 / 2f + 40 + 50 / 2f) / 3),
            Math.round((20 / 2f + 30 + 25 + 60) / 3));
  }

  @Test
  void theTextureHasTheMeansOfItsBlocks() throws IOException {
    byte[] png = TestImages.resource("tex200_gray8.png");
    float[] whole = reader(1, 200, 200).read(png);
    float[] small = reader(1, 20, 20).read(png);
    for (int i = 0; i < small.length; i++) {
      float sum = 0;
      for (int k = 0; k < 100; k++) {
        sum += whole[(i / 20 * 10 + k / 10) * 200 + i % 20 * 10 + k % 10];
      }
      assertThat(small[i]).isEqualTo((int) (sum / 100 + 0.5f));
    }
  }

  @Test
  void aSmallerImageIsEnlargedByArea() {
    assertThat(reader(1, 1, 4).read(grey(2, 1, 0, 100))).containsExactly(0, 0, 100, 100);
    assertThat(reader(1, 1, 3).read(grey(2, 1, 0, 100))).containsExactly(0, 50, 100);
    assertThat(reader(1, 2, 2).read(grey(1, 1, 77))).containsExactly(77, 77, 77, 77);
  }

  @Test
  void croppingTakesTheMiddleOfTheLongerSide() {
    BufferedImage wide = grey(5, 1, 0, 10, 20, 30, 255);
    assertThat(cropped(1, 1).read(wide)).containsExactly(20);
    assertThat(cropped(1, 3).read(wide)).containsExactly(10, 20, 30);
    BufferedImage high = grey(1, 4, 0, 10, 20, 255);
    assertThat(cropped(1, 1).read(high)).containsExactly(15);
    assertThat(cropped(2, 1).read(high)).containsExactly(10, 20);
  }

  @Test
  void croppingKeepsAnImageOfTheSameProportions() {
    BufferedImage image = TestImages.noise(33, 21, BufferedImage.TYPE_INT_RGB);
    assertThat(cropped(7, 11).read(image)).containsExactly(reader(1, 7, 11).read(image));
  }

  @Test
  void theLayoutAndTheOrderOfChannelsAreTheModels() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x010203);
    image.setRGB(1, 0, 0x040506);
    assertThat(reader(3, 1, 2).read(image)).containsExactly(1, 4, 2, 5, 3, 6);
    assertThat(new PixelReader(new ImageShape(3, 1, 2, Layout.HWC), Preprocessing.NONE).read(image))
        .containsExactly(1, 2, 3, 4, 5, 6);
    Preprocessing bgr =
        new Preprocessing(
            List.of(1.0), List.of(100.0, 0.0, 0.0), List.of(1.0), ChannelOrder.BGR, Resize.STRETCH);
    assertThat(new PixelReader(new ImageShape(3, 1, 2, Layout.HWC), bgr).read(image))
        .containsExactly(-97, 2, 1, -94, 5, 4);
  }

  @Test
  void everyChannelHasItsOwnNumbers() throws IOException {
    Preprocessing preprocessing =
        new Preprocessing(
            List.of(1.0 / 255),
            List.of(0.485, 0.456, 0.406),
            List.of(0.229, 0.224, 0.225),
            ChannelOrder.RGB,
            Resize.STRETCH);
    float[] values =
        new PixelReader(new ImageShape(3, 1, 1, Layout.CHW), preprocessing)
            .read(TestImages.flatPng(8, RGB, 124, 116, 104));
    assertThat(values)
        .containsExactly(
            (float) ((124 * (1.0 / 255) - 0.485) / 0.229),
            (float) ((116 * (1.0 / 255) - 0.456) / 0.224),
            (float) ((104 * (1.0 / 255) - 0.406) / 0.225));
  }

  @Test
  void numbersForOtherChannelsAreRefused() {
    Preprocessing three =
        new Preprocessing(
            List.of(1.0), List.of(1.0, 2.0, 3.0), List.of(1.0), ChannelOrder.RGB, Resize.STRETCH);
    assertThatThrownBy(() -> new PixelReader(new ImageShape(1, 1, 1, Layout.CHW), three))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scale, mean and std are given for 3 channels, but the image has 1");
  }

  private static PixelReader reader(int channels, int height, int width) {
    return new PixelReader(new ImageShape(channels, height, width, Layout.CHW), Preprocessing.NONE);
  }

  private static PixelReader cropped(int height, int width) {
    return new PixelReader(
        new ImageShape(1, height, width, Layout.CHW),
        new Preprocessing(List.of(1.0), List.of(0.0), List.of(1.0), ChannelOrder.RGB, Resize.CROP));
  }

  private static BufferedImage grey(int width, int height, int... pixels) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, width, height, pixels);
    return image;
  }
}
