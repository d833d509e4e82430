package io.edge4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where ONNX Runtime's natives lie between starts. */
class NativesTest {
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  @TempDir Path temporary;

  private Path folder() {
    return new Natives(temporary, "somebody").folder().orElseThrow();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static Path core(Path folder) {
    return folder.resolve(System.mapLibraryName("onnxruntime").replace("jnilib", "dylib"));
  }

  @Test
  void aSecondStartUsesWhatTheFirstUnpacked() throws IOException {
    Path folder = folder();
    Files.setLastModifiedTime(core(folder), LONG_AGO);
    assertThat(folder()).isEqualTo(folder);
    assertThat(Files.getLastModifiedTime(core(folder))).isEqualTo(LONG_AGO);
    assertThat(files(folder)).allMatch(file -> !file.toString().endsWith(".part"));
  }

  @Test
  void aLibraryThatWasDamagedIsUnpackedAnew() throws IOException {
    Path folder = folder();
    byte[] whole = Files.readAllBytes(core(folder));
    byte[] damaged = whole.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(core(folder), damaged);
    folder();
    assertThat(Files.readAllBytes(core(folder))).isEqualTo(whole);
  }

  @Test
  void whatAKilledProcessLeftHalfUnpackedIsRemoved() throws IOException {
    Path folder = folder();
    Files.delete(core(folder));
    Path half = Files.write(folder.resolve("process999999999-1.part"), new byte[100]);
    long alive = ProcessHandle.current().parent().orElseThrow().pid();
    Path begun = Files.write(folder.resolve("process" + alive + "-1.part"), new byte[100]);
    folder();
    assertThat(half).doesNotExist();
    assertThat(begun).as("its process is at work").exists();
    assertThat(core(folder)).exists();
  }

  @Test
  void aFolderThatOthersMayWriteToIsNotUsed() throws IOException {
    assumeThat(temporary.getFileSystem().supportedFileAttributeViews()).contains("posix");
    Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(new Natives(temporary, "somebody").folder()).isEmpty();
  }

  @Test
  void aFolderOfAnotherUserIsNotUsed() throws IOException {
    assumeThat(System.getProperty("user.name"))
        .as("only root can give files away")
        .isEqualTo("root");
    Path folder = folder();
    Files.setOwner(
        folder,
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    assertThat(new Natives(temporary, "somebody").folder()).isEmpty();
  }

  @Test
  void aLinkToAnotherFolderIsNotFollowed() throws IOException {
    Path folder = folder();
    Path elsewhere = Files.move(folder, temporary.resolve("elsewhere"));
    Files.createSymbolicLink(folder, elsewhere);
    assertThat(new Natives(temporary, "somebody").folder()).isEmpty();
  }

  @Test
  void twoUsersHaveTwoFolders() {
    assertThat(new Natives(temporary, "somebody").folder())
        .isNotEqualTo(new Natives(temporary, "some/one else").folder());
  }

  @Test
  void emptyFoldersOfKilledProcessesAreRemovedAndOthersAreNot() throws IOException {
    Path empty = Files.createDirectory(temporary.resolve("onnxruntime-java1"));
    Path young = Files.createDirectory(temporary.resolve("onnxruntime-java2"));
    Path used = Files.createDirectory(temporary.resolve("onnxruntime-java3"));
    Files.write(used.resolve("library"), new byte[1]);
    Files.setLastModifiedTime(empty, LONG_AGO);
    Files.setLastModifiedTime(used, LONG_AGO);
    folder();
    assertThat(empty).doesNotExist();
    assertThat(young).exists();
    assertThat(used).exists();
  }

  @Test
  void twoProcessesMayUnpackAtOnceAndBeKilledAfterwards() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<Integer>> starts = List.of(this::startAndKill, this::startAndKill);
      List<Integer> codes = new ArrayList<>();
      for (Future<Integer> code : threads.invokeAll(starts)) {
        codes.add(code.get());
      }
      assertThat(codes).containsOnly(128 + 9);
    } finally {
      threads.shutdown();
    }
    try (Stream<Path> all = Files.walk(temporary)) {
      assertThat(all.filter(file -> file.getFileName().equals(core(temporary).getFileName())))
          .hasSize(1);
    }
  }

  private int startAndKill() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                OpensAndWaits.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    // It says a byte once the model has answered.
    int answered = process.getInputStream().read();
    process.destroyForcibly();
    int code = process.waitFor();
    return answered == 'y' ? code : -1;
  }

  /** Opens a model, predicts with it, and waits to be killed. */
  static final class OpensAndWaits {
    private OpensAndWaits() {}

    public static void main(String[] args) throws Exception {
      EdgeModel model = SeedCnn.open();
      model.predictor().predict(new float[SeedCnn.PIXELS]);
      System.out.print('y');
      System.out.flush();
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
