package io.edge4j.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.model.ImageShape;
import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orientation as EXIF 2.32 draws it, on an image of three columns and two rows. */
class OrientationTest {
  private static final BufferedImage STORED = letters();

  @ParameterizedTest
  @CsvSource({
    "1, 3, 123 456",
    "2, 3, 321 654",
    "3, 3, 654 321",
    "4, 3, 456 123",
    "5, 2, 14 25 36",
    "6, 2, 41 52 63",
    "7, 2, 63 52 41",
    "8, 2, 36 25 14"
  })
  void aPngIsTurnedAsItsExifSays(int orientation, int width, String seen) throws IOException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      byte[] exif = TestImages.chunk("eXIf", TestImages.exif(orientation, order));
      byte[] png = TestImages.withChunk(TestImages.encoded(STORED, "png"), exif);
      assertThat(read(png, 6 / width, width)).containsExactly(digits(seen));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aJpegIsTurnedLikeAPng(int orientation) throws IOException {
    BufferedImage image = TestImages.noise(48, 32, BufferedImage.TYPE_BYTE_GRAY);
    byte[] jpeg = TestImages.encoded(image, "jpg");
    BufferedImage stored = new BufferedImage(48, 32, BufferedImage.TYPE_BYTE_GRAY);
    float[] pixels = read(jpeg, 32, 48);
    stored.getRaster().setPixels(0, 0, 48, 32, pixels);
    byte[] exif = TestImages.exif(orientation, ByteOrder.LITTLE_ENDIAN);
    byte[] png = TestImages.encoded(stored, "png");
    byte[] turnedPng = TestImages.withChunk(png, TestImages.chunk("eXIf", exif));
    byte[] turnedJpeg = TestImages.withSegment(jpeg, 0xE1, TestImages.app1(exif));
    assertThat(read(turnedJpeg, 13, 17)).containsExactly(read(turnedPng, 13, 17));
    if (orientation > 1) {
      assertThat(read(turnedJpeg, 13, 17)).isNotEqualTo(read(jpeg, 13, 17));
    }
  }

  @Test
  void anImageThatIsTurnedIsResizedLikeOneThatWasStoredUpright() throws IOException {
    BufferedImage stored = TestImages.noise(47, 31, BufferedImage.TYPE_INT_RGB);
    BufferedImage upright = new BufferedImage(31, 47, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 47; y++) {
      for (int x = 0; x < 31; x++) {
        upright.setRGB(x, y, stored.getRGB(y, 30 - x));
      }
    }
    byte[] exif = TestImages.chunk("eXIf", TestImages.exif(6, ByteOrder.BIG_ENDIAN));
    byte[] turned = TestImages.withChunk(TestImages.encoded(stored, "png"), exif);
    assertThat(read(turned, 11, 13))
        .containsExactly(read(TestImages.encoded(upright, "png"), 11, 13));
  }

  @Test
  void damagedExifIsIgnored() throws IOException {
    byte[] whole = TestImages.exif(6, ByteOrder.BIG_ENDIAN);
    byte[] png = TestImages.encoded(STORED, "png");
    for (int length = 0; length < 22; length++) {
      byte[] chunk = TestImages.chunk("eXIf", Arrays.copyOf(whole, length));
      assertThat(read(TestImages.withChunk(png, chunk), 2, 3)).containsExactly(digits("123456"));
    }
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0xFF;
      byte[] chunk = TestImages.chunk("eXIf", damaged);
      assertThat(read(TestImages.withChunk(png, chunk), 1, 1)).containsExactly(4);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 65535})
  void anOrientationThatExifDoesNotKnowIsIgnored(int orientation) throws IOException {
    byte[] exif = TestImages.chunk("eXIf", TestImages.exif(orientation, ByteOrder.BIG_ENDIAN));
    byte[] png = TestImages.withChunk(TestImages.encoded(STORED, "png"), exif);
    assertThat(read(png, 2, 3)).containsExactly(digits("123456"));
  }

  private static float[] read(byte[] encoded, int height, int width) throws IOException {
    return new PixelReader(new ImageShape(1, height, width, Layout.CHW), Preprocessing.NONE)
        .read(encoded);
  }

  private static BufferedImage letters() {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, 3, 2, new int[] {1, 2, 3, 4, 5, 6});
    return image;
  }

  private static float[] digits(String text) {
    int[] digits = text.chars().filter(Character::isDigit).map(c -> c - '0').toArray();
    float[] values = new float[digits.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = digits[i];
    }
    return values;
  }
}
