package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFormatTest {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";

  @TempDir Path folder;

  @Test
  void readsMnistsFourFiles() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    Dataset dataset = open();
    assertThat(dataset.name()).startsWith("idx (").contains(folder.getFileName().toString());
    assertThat(dataset.train().size()).isEqualTo(20);
    assertThat(dataset.test().size()).isEqualTo(10);
    assertThat(dataset.sampleShape()).containsExactly(1, 28, 28);
    assertThat(dataset.train().label(13)).isEqualTo(3);
    assertThat(dataset.classNames()).hasSize(10).startsWith("0", "1");
  }

  @Test
  void packedFilesGiveTheSameDataset() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    String plain = open().fingerprint();
    for (String name : folder.toFile().list()) {
      Path file = folder.resolve(name);
      Files.write(folder.resolve(name + ".gz"), IdxFiles.gzip(Files.readAllBytes(file)));
      Files.delete(file);
    }
    assertThat(open().fingerprint()).isEqualTo(plain);
  }

  @Test
  void readsEmnistsPrefixAndItsLettersThatCountFromOne() throws Exception {
    byte[] images = new byte[4 * 9];
    for (String split : new String[] {"train", "test"}) {
      Files.write(
          folder.resolve("emnist-letters-" + split + "-images-idx3-ubyte"),
          IdxFiles.bytes(images, 4, 3, 3));
      Files.write(
          folder.resolve("emnist-letters-" + split + "-labels-idx1-ubyte"),
          IdxFiles.bytes(new byte[] {1, 2, 3, 1}, 4));
    }
    Files.writeString(
        folder.resolve("emnist-letters-mapping.txt"), "1 65 97 \n2 66 98 \n3 67 99 \n");
    Dataset dataset = open();
    assertThat(dataset.name()).isEqualTo("idx (emnist-letters)");
    assertThat(dataset.classNames()).containsExactly("A", "B", "C");
    assertThat(dataset.test().label(2)).isEqualTo(2);
  }

  @Test
  void takesClassNamesFromLabelsTxt() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    Files.write(folder.resolve("labels.txt"), FashionMnist.CLASS_NAMES);
    assertThat(open().classNames()).isEqualTo(FashionMnist.CLASS_NAMES);
  }

  @Test
  void refusesALabelWithoutAClassName() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    Files.writeString(folder.resolve("labels.txt"), "good\nbad\n");
    assertRefused("label 2 of sample 2", "byte 10", "outside of 0 to 1");
  }

  @Test
  void refusesAMissingFolder() {
    DatasetSpec nowhere = new DatasetSpec("idx", folder.resolve("nowhere"), 42, Map.of());
    assertThatThrownBy(() -> Datasets.validate(nowhere))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("edge.dataset.directory", "nowhere", "not there", TRAIN_IMAGES);
  }

  @Test
  void refusesAConfigurationWithoutAFolder() {
    assertThatThrownBy(() -> Datasets.validate(new DatasetSpec("idx", null, 42, Map.of())))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("edge.dataset.directory", "is missing", "'idx'");
  }

  @Test
  void namesTheFileThatIsMissing() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    Files.delete(folder.resolve(TRAIN_LABELS));
    assertRefused("lacks " + TRAIN_LABELS);
  }

  @Test
  void refusesTwoDatasetsInOneFolder() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    Files.write(folder.resolve("emnist-digits-" + TRAIN_IMAGES), new byte[16]);
    assertRefused("several datasets", "emnist-digits-");
  }

  @Test
  void refusesAWrongMagicNumber() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    Files.writeString(folder.resolve(TRAIN_IMAGES), "<html>404</html>");
    assertRefused(TRAIN_IMAGES, "0x3c68746d", "byte 0");
  }

  @Test
  void refusesLabelsWhereImagesShouldBe() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    Files.copy(
        folder.resolve(TRAIN_LABELS),
        folder.resolve(TRAIN_IMAGES),
        StandardCopyOption.REPLACE_EXISTING);
    assertRefused(TRAIN_IMAGES, "1 dimensions", "byte 2");
  }

  @Test
  void refusesATruncatedFileWithItsEnd() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    truncate(TRAIN_IMAGES, 1000);
    assertRefused(TRAIN_IMAGES, "ends at byte 1000", "14696 more");
  }

  @Test
  void refusesATruncatedHeader() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    truncate(TRAIN_IMAGES, 10);
    assertRefused(TRAIN_IMAGES, "ends at byte 10", "header");
  }

  @Test
  void refusesAnEmptyFile() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    truncate(TRAIN_IMAGES, 0);
    assertRefused(TRAIN_IMAGES, "nothing at byte 0");
  }

  @Test
  void refusesBytesAfterTheEnd() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    Files.write(folder.resolve(TRAIN_LABELS), new byte[1], StandardOpenOption.APPEND);
    assertRefused(TRAIN_LABELS, "goes on after byte 28");
  }

  @Test
  void refusesDimensionsThatAskForMoreThanThereIsWithoutAllocatingThem() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    byte[] images = Files.readAllBytes(folder.resolve(TRAIN_IMAGES));
    Arrays.fill(images, 4, 8, (byte) 0x7F);
    Files.write(folder.resolve(TRAIN_IMAGES), images);
    assertRefused(TRAIN_IMAGES, "byte 4", "2 GB");
  }

  @Test
  void refusesATruncatedGzip() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    byte[] packed = IdxFiles.gzip(Files.readAllBytes(folder.resolve(TRAIN_IMAGES)));
    Files.write(folder.resolve(TRAIN_IMAGES), Arrays.copyOf(packed, packed.length / 2));
    assertRefused(TRAIN_IMAGES, "gzip data breaks at byte");
  }

  @Test
  void refusesAFlippedBitInAGzip() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    byte[] packed = IdxFiles.gzip(Files.readAllBytes(folder.resolve(TRAIN_IMAGES)));
    packed[packed.length - 6] ^= 1;
    Files.write(folder.resolve(TRAIN_IMAGES), packed);
    assertRefused(TRAIN_IMAGES, "gzip data breaks at byte");
  }

  @Test
  void refusesAnotherNumberOfLabelsThanImages() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    Files.write(folder.resolve(TRAIN_LABELS), IdxFiles.bytes(new byte[19], 19));
    assertRefused(TRAIN_LABELS, "19 labels", "20 images");
  }

  @Test
  void refusesTestImagesOfAnotherSize() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    Files.write(
        folder.resolve("t10k-images-idx3-ubyte"), IdxFiles.bytes(new byte[10 * 25], 10, 5, 5));
    assertRefused("t10k-images-idx3-ubyte", "5x5", "28x28");
  }

  private Dataset open() throws StageException, IOException {
    return Datasets.open(new DatasetSpec("idx", folder, 42, Map.of()));
  }

  private void truncate(String name, int length) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(this::open)
        .isInstanceOf(StageException.class)
        .hasMessageContaining("<directory> of <dataset> (edge.dataset.directory)")
        .hasMessageContainingAll(parts);
  }
}
