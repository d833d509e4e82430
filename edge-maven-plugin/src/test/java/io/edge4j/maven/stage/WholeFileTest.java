package io.edge4j.maven.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;

  @Test
  void aFileAndTheFoldersAboveItAppear() throws IOException {
    Path file = folder.resolve("a/b/report.json");

    WholeFile.writeString(file, "{}");

    assertThat(file).hasContent("{}");
    assertThat(names(file.getParent())).containsExactly("report.json");
  }

  @Test
  void aWriterThatFailsLeavesTheOldFileAndNothingBesideIt() throws IOException {
    Path file = Files.writeString(folder.resolve("model.onnx"), "old");

    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");

    assertThat(file).hasContent("old");
    assertThat(names(folder)).containsExactly("model.onnx");
  }

  @Test
  void whoeverMayReadAFileOfThisUserMayReadThisOne() throws IOException {
    Path ordinary = Files.writeString(folder.resolve("ordinary"), "x");
    Path whole = folder.resolve("whole");

    WholeFile.writeString(whole, "x");

    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(Files.getPosixFilePermissions(whole))
          .isEqualTo(Files.getPosixFilePermissions(ordinary));
    }
    assertThat(whole).isReadable();
  }

  private static Stream<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }
}
