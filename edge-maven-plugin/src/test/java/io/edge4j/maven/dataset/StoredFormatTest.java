package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import io.edge4j.model.Preprocessing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredFormatTest {
  private static final DatasetSpec ASKED = new DatasetSpec("class", null, 42, Map.of());

  @TempDir Path folder;

  @Test
  void whatWasWrittenIsRead() throws Exception {
    write(3, 1);
    Dataset dataset = Datasets.open(Datasets.stored(ASKED, folder));
    float[] values = new float[7];
    dataset.test().copyTo(0, values, 1);
    assertThat(values).containsExactly(0, 3, 4, 5, 6, 7, 8);
    assertThat(dataset.test().label(0)).isEqualTo(1);
    assertThat(dataset.sampleShape()).containsExactly(2, 3);
    assertThat(dataset.preprocessing()).isEqualTo(Preprocessing.NONE);
  }

  @Test
  void theFilesAreLittleEndianFloats() throws Exception {
    write(3, 1);
    assertThat(Files.size(folder.resolve("samples.f32"))).isEqualTo(4 * 6 * 4);
    // 1.0f is 0x3f800000.
    assertThat(Files.readAllBytes(folder.resolve("samples.f32")))
        .startsWith(0, 0, 0, 0, 0, 0, 0x80, 0x3f);
  }

  @Test
  void theFingerprintFollowsTheSeedOnlyWhereTheSeedSplits() throws Exception {
    DatasetSpec otherSeed = new DatasetSpec("class", null, 7, Map.of());
    write(3, 1);
    assertThat(fingerprint(otherSeed)).isEqualTo(fingerprint(ASKED));
    write(4, 0);
    assertThat(fingerprint(otherSeed)).isNotEqualTo(fingerprint(ASKED));
  }

  @Test
  void anUnfinishedFolderIsNone() throws Exception {
    write(3, 1);
    try (StoredWriter interrupted = new StoredWriter(folder)) {
      interrupted.add(new float[6], 0);
    }
    assertThat(folder).isEmptyDirectory();
    assertThatThrownBy(() -> Datasets.open(Datasets.stored(ASKED, folder)))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("holds no dataset.json", folder.toString());
  }

  @Test
  void aTruncatedFileIsDamage() throws Exception {
    write(3, 1);
    Files.write(folder.resolve("targets.f32"), new byte[7]);
    assertThatThrownBy(() -> Datasets.open(Datasets.stored(ASKED, folder)))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("targets.f32", "7 bytes", "16");
  }

  private String fingerprint(DatasetSpec spec) throws Exception {
    return Datasets.sourceFingerprint(Datasets.stored(spec, folder));
  }

  /** Sample i holds i, i + 1, ..., i + 5 and has the label i % 2. */
  private void write(int train, int test) throws Exception {
    try (StoredWriter out = new StoredWriter(folder)) {
      for (int i = 0; i < train + test; i++) {
        out.add(new float[] {i, i + 1, i + 2, i + 3, i + 4, i + 5}, i % 2);
      }
      out.finish("stored", List.of(2L, 3L), List.of("even", "odd"), train, test);
    }
  }
}
