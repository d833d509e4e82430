package io.edge4j.maven.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.dataset.download.FileServer;
import io.edge4j.maven.dataset.download.RemoteFile;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The download, with four small files in the place of the real ones. */
class FashionMnistFormatTest {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";

  @TempDir Path folder;
  private FileServer server;
  private final List<RemoteFile> files = new ArrayList<>();
  private final Map<String, byte[]> contents = new HashMap<>();

  @BeforeEach
  void serve() throws IOException {
    server = new FileServer();
    Path plain = IdxFiles.garments(folder.resolve("plain"), 42, 20, 10);
    for (RemoteFile original : FashionMnist.FILES) {
      Path source = plain.resolve(original.name().replace(".gz", ""));
      byte[] packed = IdxFiles.gzip(Files.readAllBytes(source));
      Path copy = Files.write(folder.resolve(original.name()), packed);
      files.add(new RemoteFile(original.name(), packed.length, RemoteFile.sha256(copy)));
      contents.put(original.name(), packed);
      server.with(original.name(), packed);
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void downloadsOnceAndThenReadsTheCache() throws Exception {
    assertThat(open(Map.of()).train().size()).isEqualTo(20);
    assertThat(server.requests()).hasSize(4);
    assertThat(open(Map.of()).train().size()).isEqualTo(20);
    assertThat(server.requests()).hasSize(4);
    assertThat(cached())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of(".lock"), files.stream().map(RemoteFile::name)).toList());
  }

  @Test
  void goesOnWhereAnInterruptedDownloadStopped() throws Exception {
    byte[] whole = contents.get(TRAIN_IMAGES);
    Files.createDirectories(cache());
    Files.write(cache().resolve(TRAIN_IMAGES + ".part"), Arrays.copyOf(whole, 1000));
    open(Map.of());
    assertThat(server.requests()).contains(TRAIN_IMAGES + " bytes=1000-");
  }

  @Test
  void goesOnAfterAConnectionThatBreaks() throws Exception {
    server.cuttingNextAnswerAfter(1500);
    assertThat(open(Map.of()).train().size()).isEqualTo(20);
    assertThat(server.requests()).startsWith(TRAIN_IMAGES, TRAIN_IMAGES + " bytes=1500-");
  }

  @Test
  void startsAnewWhereTheServerKnowsNoRanges() throws Exception {
    server.withoutRanges();
    byte[] whole = contents.get(TRAIN_IMAGES);
    Files.createDirectories(cache());
    Files.write(cache().resolve(TRAIN_IMAGES + ".part"), Arrays.copyOf(whole, 1000));
    assertThat(open(Map.of()).train().size()).isEqualTo(20);
  }

  @Test
  void aBrokenPartIsFetchedAnew() throws Exception {
    Files.createDirectories(cache());
    Files.write(cache().resolve(TRAIN_IMAGES + ".part"), new byte[1000]);
    assertThat(open(Map.of()).train().size()).isEqualTo(20);
    assertThat(server.requests()).startsWith(TRAIN_IMAGES + " bytes=1000-", TRAIN_IMAGES);
  }

  @Test
  void aDamagedFileInTheCacheIsFetchedAnew() throws Exception {
    open(Map.of());
    Path file = cache().resolve(TRAIN_IMAGES);
    byte[] damaged = Files.readAllBytes(file);
    damaged[100] ^= 1;
    Files.write(file, damaged);
    assertThat(open(Map.of()).train().size()).isEqualTo(20);
    assertThat(server.requests()).hasSize(5);
  }

  @Test
  void otherContentThanTheOriginalIsRefusedAndNotKept() throws Exception {
    byte[] other = contents.get(TRAIN_IMAGES).clone();
    other[50] ^= 1;
    server.with(TRAIN_IMAGES, other);
    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(TRAIN_IMAGES, "SHA-256", "<mirror>", "edge.dataset.directory");
    assertThat(cached()).containsExactly(".lock");
  }

  @Test
  void aMirrorWithoutTheFilesIsNamedWithItsAnswer() {
    assertThatThrownBy(() -> open(Map.of("mirror", server.address() + "elsewhere")))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("elsewhere/" + TRAIN_IMAGES, "404", "<mirror>", "settings.xml");
  }

  @Test
  void aSecondMirrorStandsInForTheFirst() throws Exception {
    URI gone = server.address().resolve("gone/");
    FashionMnistFormat format = new FashionMnistFormat(files, List.of(gone, server.address()));
    assertThat(format.open(spec(Map.of()), line -> {}).test().size()).isEqualTo(10);
  }

  @Test
  void twoBuildsAtOnceFetchOnce() throws Exception {
    ExecutorService builds = Executors.newFixedThreadPool(4);
    try {
      Callable<Integer> build = () -> open(Map.of()).train().size();
      for (Future<Integer> size : builds.invokeAll(List.of(build, build, build, build))) {
        assertThat(size.get()).isEqualTo(20);
      }
    } finally {
      builds.shutdownNow();
    }
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void offlineAndNotCachedIsRefusedBeforeAnyRequest() {
    DatasetSpec offline = spec(Map.of("offline", "true"));
    assertThatThrownBy(() -> format().validate(offline))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("offline", cache().toString(), "garments");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void offlineAndCachedIsFine() throws Exception {
    open(Map.of());
    assertThatCode(() -> format().validate(spec(Map.of("offline", "true"))))
        .doesNotThrowAnyException();
  }

  @Test
  void aMirrorThatIsNoAddressIsRefused() {
    assertThatThrownBy(() -> format().validate(spec(Map.of("mirror", "ftp://example.org/x"))))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("<mirror> in <parameters> of <dataset>", "ftp://example.org/x");
  }

  @Test
  void theSourceIsKnownWithoutADownload() throws Exception {
    String here = Datasets.sourceFingerprint(new DatasetSpec("fashion-mnist", null, 1, Map.of()));
    assertThat(Datasets.sourceFingerprint(new DatasetSpec("fashion-mnist", null, 2, Map.of())))
        .isEqualTo(here);
  }

  private Dataset open(Map<String, String> parameters) throws StageException, IOException {
    return format().open(spec(parameters), line -> {});
  }

  private FashionMnistFormat format() {
    return new FashionMnistFormat(files, List.of(server.address()));
  }

  private DatasetSpec spec(Map<String, String> parameters) {
    Map<String, String> all = new HashMap<>(parameters);
    all.put("cache", cache().toString());
    return new DatasetSpec("fashion-mnist", null, 42, all);
  }

  private Path cache() {
    return folder.resolve("cache");
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> entries = Files.list(cache())) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }
}
