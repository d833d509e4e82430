package io.edge4j.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.model.ImageShape;
import io.edge4j.model.Layout;
import io.edge4j.model.Preprocessing;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedImageTest {
  private static final PixelReader READER =
      new PixelReader(new ImageShape(3, 8, 8, Layout.CHW), Preprocessing.NONE);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void anImageThatIsCutOffAnywhereIsRefused(String format) throws IOException {
    // Rows of 20 pixels: a BMP pads none of them, and padding is no part of an image.
    byte[] whole = TestImages.encoded(TestImages.noise(20, 11, BufferedImage.TYPE_INT_RGB), format);
    assertThat(READER.read(whole)).hasSize(3 * 64);
    assertEveryPrefixIsRefused(whole);
  }

  @Test
  void aProgressiveJpegThatIsCutOffAnywhereIsRefused() throws IOException {
    byte[] whole = written("jpeg", null, TestImages.noise(19, 11, BufferedImage.TYPE_INT_RGB));
    assertThat(READER.read(whole)).hasSize(3 * 64);
    assertEveryPrefixIsRefused(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BI_RLE8", "BI_RLE4"})
  void aPackedBitmapThatIsCutOffIsRefused(String compression) throws IOException {
    BufferedImage image =
        new BufferedImage(
            19,
            11,
            compression.equals("BI_RLE4")
                ? BufferedImage.TYPE_BYTE_BINARY
                : BufferedImage.TYPE_BYTE_INDEXED,
            compression.equals("BI_RLE4") ? sixteenGreys() : colours());
    image.setData(TestImages.noise(19, 11, BufferedImage.TYPE_BYTE_INDEXED).getData());
    byte[] whole = written("bmp", compression, image);
    assertThat(READER.read(whole)).hasSize(3 * 64);
    assertEveryPrefixIsRefused(whole);
  }

  @Test
  void theHalfOfAJpegIsRefusedWithItsPosition() throws IOException {
    byte[] whole = TestImages.resource("big.jpg");
    Path file = folder.resolve("half.jpg");
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThat(READER.read(whole)).hasSize(3 * 64);
    assertThatThrownBy(() -> READER.read(file))
        .isInstanceOf(ImageFormatException.class)
        .hasMessage(
            file
                + " cannot be read: it is cut off: it ends at byte 5497, in the middle of the"
                + " image; repair or replace it.");
  }

  @Test
  void aJpegWithAnEndButNotAllOfItsDataIsRefused() throws IOException {
    byte[] whole = TestImages.resource("big.jpg");
    byte[] ended = Arrays.copyOf(whole, whole.length / 2);
    ended[ended.length - 2] = (byte) 0xFF;
    ended[ended.length - 1] = (byte) 0xD9;
    assertRefused(ended, "premature end of data segment");
  }

  @Test
  void aJpegWhoseDataIsDamagedIsRefused() throws IOException {
    byte[] damaged = TestImages.resource("big.jpg");
    Arrays.fill(damaged, 6000, 6100, (byte) 0x55);
    assertRefused(damaged, "Corrupt JPEG data");
  }

  @Test
  void everyBitOfAPngsPixelsIsCompared() throws IOException {
    byte[] whole = TestImages.encoded(TestImages.noise(5, 4, BufferedImage.TYPE_INT_RGB), "png");
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      assertThatThrownBy(() -> READER.read(damaged)).isInstanceOf(ImageFormatException.class);
    }
  }

  @Test
  void aGifWhoseCodesEndTooEarlyIsRefused() throws IOException {
    byte[] whole = TestImages.encoded(TestImages.noise(19, 11, BufferedImage.TYPE_INT_RGB), "gif");
    int image = 0;
    while (whole[image] != 0x2C || whole[image + 5] != 19) {
      image++;
    }
    // One row higher than its codes reach.
    assertRefused(changed(whole, image + 7, 12), "ends before the last pixel");
  }

  @Test
  void whatStandsBesideThePixelsMayBeDamaged() throws IOException {
    BufferedImage image = TestImages.noise(19, 11, BufferedImage.TYPE_INT_RGB);
    byte[] png = TestImages.encoded(image, "png");
    byte[] jpeg = TestImages.encoded(image, "jpg");
    byte[] profile = "ICC_PROFILE\0\1\1no profile".getBytes(StandardCharsets.US_ASCII);
    assertThat(READER.read(TestImages.withSegment(jpeg, 0xE2, profile)))
        .containsExactly(READER.read(jpeg));
    assertThat(READER.read(TestImages.withChunk(png, TestImages.chunk("iCCP", profile))))
        .containsExactly(READER.read(png));
    byte[] text = TestImages.chunk("tEXt", profile);
    text[text.length - 1]++;
    assertThat(READER.read(TestImages.withChunk(png, text))).containsExactly(READER.read(png));
  }

  @Test
  void whatFollowsAnImageIsNoPartOfIt() throws IOException {
    BufferedImage image = TestImages.noise(19, 11, BufferedImage.TYPE_INT_RGB);
    for (String format : new String[] {"png", "jpg", "gif", "bmp"}) {
      byte[] whole = TestImages.encoded(image, format);
      assertThat(READER.read(Arrays.copyOf(whole, whole.length + 100)))
          .containsExactly(READER.read(whole));
    }
  }

  @Test
  void cmykIsRefused() throws IOException {
    assertRefused(TestImages.resource("cmyk_adobe0.jpg"), "CMYK", "convert it to RGB");
  }

  @Test
  void raresJpegsAreRefusedByTheirKind() throws IOException {
    byte[] jpeg = TestImages.encoded(TestImages.noise(9, 9, BufferedImage.TYPE_INT_RGB), "jpg");
    int frame = frame(jpeg);
    assertRefused(changed(jpeg, frame + 1, 0xC9), "arithmetic-coded, SOF9");
    assertRefused(changed(jpeg, frame + 1, 0xC3), "lossless or hierarchical, SOF3");
    assertRefused(changed(jpeg, frame + 4, 12), "12 bits per sample");
    assertRefused(changed(jpeg, frame + 9, 2), "2 components");
  }

  @Test
  void aJpegsColoursAreWhatLibjpegTakesThemFor() throws IOException {
    BufferedImage image = TestImages.noise(16, 16, BufferedImage.TYPE_INT_RGB);
    byte[] jpeg = TestImages.encoded(image, "jpg");
    byte[] bare = TestImages.withoutJfif(jpeg);
    assertThat(READER.read(bare)).containsExactly(READER.read(jpeg));
    byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};
    assertThat(READER.read(TestImages.withSegment(bare, 0xEE, adobe)))
        .isNotEqualTo(READER.read(jpeg));
    adobe[11] = 1;
    assertThat(READER.read(TestImages.withSegment(bare, 0xEE, adobe)))
        .containsExactly(READER.read(jpeg));
  }

  @Test
  void anImageThatIsTooLargeIsRefusedBeforeItIsUnpacked() throws IOException {
    byte[] png = TestImages.encoded(new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY), "png");
    byte[] header = Arrays.copyOfRange(png, 16, 29);
    ByteBuffer.wrap(header).putInt(65536).putInt(65536);
    System.arraycopy(TestImages.chunk("IHDR", header), 0, png, 8, 25);
    assertRefused(png, "it has 65536 by 65536 pixels, and at most 100,000,000 are read");
    byte[] bmp = TestImages.encoded(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "bmp");
    bmp[20] = 0x40;
    bmp[24] = 0x40;
    assertRefused(bmp, "at most 100,000,000 are read");
  }

  @Test
  void onlyTheJdksOwnReadersAreAsked() throws IOException {
    byte[] png = TestImages.encoded(TestImages.noise(9, 9, BufferedImage.TYPE_INT_RGB), "png");
    float[] pixels = READER.read(png);
    IIORegistry registry = IIORegistry.getDefaultInstance();
    ImageReaderSpi own = ImageIO.getImageReadersByFormatName("png").next().getOriginatingProvider();
    ImageReaderSpi foreign = new ForeignPng();
    registry.registerServiceProvider(foreign, ImageReaderSpi.class);
    registry.setOrdering(ImageReaderSpi.class, foreign, own);
    try {
      assertThat(ImageIO.getImageReadersByFormatName("png").next().getOriginatingProvider())
          .isSameAs(foreign);
      assertThat(READER.read(png)).containsExactly(pixels);
    } finally {
      registry.deregisterServiceProvider(foreign, ImageReaderSpi.class);
    }
  }

  /**
   * As a library on an application's class path brings one: it comes first, and reads otherwise.
   */
  private static final class ForeignPng extends ImageReaderSpi {
    ForeignPng() {
      super(
          "test",
          "1",
          new String[] {"png"},
          new String[] {"png"},
          new String[] {"image/png"},
          "io.edge4j.model.image.None",
          new Class<?>[] {ImageInputStream.class},
          null,
          false,
          null,
          null,
          null,
          null,
          false,
          null,
          null,
          null,
          null);
    }

    @Override
    public boolean canDecodeInput(Object source) {
      return true;
    }

    @Override
    public ImageReader createReaderInstance(Object extension) {
      return new ImageReader(this) {
        @Override
        public int getNumImages(boolean allowSearch) {
          throw new AssertionError("asked");
        }

        @Override
        public int getWidth(int index) {
          throw new AssertionError("asked");
        }

        @Override
        public int getHeight(int index) {
          throw new AssertionError("asked");
        }

        @Override
        public Iterator<ImageTypeSpecifier> getImageTypes(int index) {
          throw new AssertionError("asked");
        }

        @Override
        public IIOMetadata getStreamMetadata() {
          throw new AssertionError("asked");
        }

        @Override
        public IIOMetadata getImageMetadata(int index) {
          throw new AssertionError("asked");
        }

        @Override
        public BufferedImage read(int index, ImageReadParam parameters) {
          throw new AssertionError("asked");
        }
      };
    }

    @Override
    public String getDescription(Locale locale) {
      return "a foreign reader";
    }
  }

  @Test
  void whatIsNoImageIsRefused() {
    assertRefused("no image".getBytes(StandardCharsets.UTF_8), "PNG, JPEG, GIF or BMP");
    assertRefused(new byte[0], "it is empty");
  }

  private static void assertEveryPrefixIsRefused(byte[] whole) {
    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> READER.read(prefix))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(ImageFormatException.class);
    }
  }

  private static void assertRefused(byte[] encoded, String... parts) {
    assertThatThrownBy(() -> READER.read(encoded))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageStartingWith("The image cannot be read: ")
        .hasMessageContainingAll(parts);
  }

  private static int frame(byte[] jpeg) {
    int at = 0;
    while (jpeg[at] != (byte) 0xFF || jpeg[at + 1] != (byte) 0xC0) {
      at++;
    }
    return at;
  }

  private static byte[] changed(byte[] file, int at, int value) {
    byte[] changed = file.clone();
    changed[at] = (byte) value;
    return changed;
  }

  /** Progressive where the format has it. */
  private static byte[] written(String format, String compression, BufferedImage image)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (parameters.canWriteProgressive()) {
        parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      if (compression != null) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionType(compression);
      }
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static IndexColorModel sixteenGreys() {
    byte[] ramp = new byte[16];
    for (int i = 0; i < ramp.length; i++) {
      ramp[i] = (byte) (i * 17);
    }
    return new IndexColorModel(4, 16, ramp, ramp, ramp);
  }

  private static IndexColorModel colours() {
    return (IndexColorModel)
        new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED).getColorModel();
  }
}
