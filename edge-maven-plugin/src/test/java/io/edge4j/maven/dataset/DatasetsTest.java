package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.edge4j.maven.stage.StageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir Path folder;

  @Test
  void refusesAnUnknownTypeAndListsTheKnown() {
    assertThatThrownBy(() -> Datasets.validate(new DatasetSpec("cifar", null, 42, Map.of())))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("edge.dataset", "'cifar'", "garments", "idx", "fashion-mnist");
  }

  @Test
  void aFormatOfThePluginsOwnIsNoTypeForAPom() {
    assertThat(Datasets.types()).contains("class").doesNotContain("stored");
  }

  @Test
  void onlyWhatIsDrawnIsSynthetic() {
    assertThat(Datasets.types())
        .filteredOn(type -> Datasets.isSynthetic(new DatasetSpec(type, null, 42, Map.of())))
        .containsExactly("garments");
  }

  @Test
  void sourceFingerprintFollowsTheSeedOfADrawnDataset() throws Exception {
    String one = Datasets.sourceFingerprint(new DatasetSpec("garments", null, 1, Map.of()));
    assertThat(Datasets.sourceFingerprint(new DatasetSpec("garments", null, 1, Map.of())))
        .isEqualTo(one);
    assertThat(Datasets.sourceFingerprint(new DatasetSpec("garments", null, 2, Map.of())))
        .isNotEqualTo(one);
  }

  @Test
  void sourceFingerprintFollowsTheBytesOfFilesAndNotTheSeed() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    String before = Datasets.sourceFingerprint(new DatasetSpec("idx", folder, 1, Map.of()));
    assertThat(Datasets.sourceFingerprint(new DatasetSpec("idx", folder, 2, Map.of())))
        .isEqualTo(before);
    Path labels = folder.resolve("train-labels-idx1-ubyte");
    byte[] bytes = Files.readAllBytes(labels);
    bytes[bytes.length - 1] ^= 1;
    Files.write(labels, bytes);
    assertThat(Datasets.sourceFingerprint(new DatasetSpec("idx", folder, 1, Map.of())))
        .isNotEqualTo(before);
  }

  @Test
  void refusesAParameterThatTheTypeDoesNotTake() {
    DatasetSpec spec = new DatasetSpec("garments", null, 42, Map.of("colour", "true"));
    assertThatThrownBy(() -> Datasets.validate(spec))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(
            "<colour> in <parameters> of <dataset>", "'garments'", "remove it");
  }

  @Test
  void otherFilesAreNotCalledFashionMnist() throws Exception {
    IdxFiles.garments(folder, 42, 20, 10);
    Dataset dataset = Datasets.open(new DatasetSpec("fashion-mnist", folder, 42, Map.of()));
    assertThat(dataset.name()).startsWith("not the original Fashion-MNIST");
  }

  @Test
  void theOriginalIsRecognised() throws Exception {
    String original = System.getProperty("edge.test.fashionMnist", "");
    assumeThat(original)
        .as("-Dedge.test.fashionMnist names the folder of the original")
        .isNotEmpty();
    Dataset dataset =
        Datasets.open(new DatasetSpec("fashion-mnist", Path.of(original), 42, Map.of()));
    assertThat(dataset.name()).isEqualTo("Fashion-MNIST");
    assertThat(dataset.train().size()).isEqualTo(60_000);
    assertThat(dataset.test().size()).isEqualTo(10_000);
    assertThat(dataset.fingerprint()).isEqualTo(FashionMnist.FINGERPRINT);
  }
}
