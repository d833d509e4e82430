package io.edge4j.maven.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code is what it is made of, not where it lies. */
class CodeDigestTest {
  @TempDir Path folder;

  @Test
  void aChangedClassIsOtherCode() throws IOException {
    Path classes = classes("classes", "relu");
    String before = CodeDigest.of(List.of(classes));
    classes("classes", "tanh");

    assertThat(CodeDigest.of(List.of(classes))).isNotEqualTo(before);
  }

  @Test
  void aChangedJarIsOtherCode() throws IOException {
    Path jar = jar("plugin.jar", "1");
    String before = CodeDigest.of(List.of(jar));
    jar("plugin.jar", "2");

    assertThat(CodeDigest.of(List.of(jar))).isNotEqualTo(before);
  }

  @Test
  void thePlaceDoesNotCount() throws IOException {
    assertThat(CodeDigest.of(List.of(classes("a", "relu"), jar("a.jar", "1"))))
        .isEqualTo(CodeDigest.of(List.of(classes("b", "relu"), jar("b.jar", "1"))));
  }

  @Test
  void theModelThatABuildLeavesDoesNotCount() throws IOException {
    Path classes = classes("classes", "relu");
    String before = CodeDigest.of(List.of(classes));
    Files.createDirectories(classes.resolve("META-INF/edge"));
    Files.writeString(classes.resolve("META-INF/edge/model.onnx"), "weights");

    assertThat(CodeDigest.of(List.of(classes))).isEqualTo(before);
  }

  @Test
  void theClassPathOfThisProcessHasTheTrainingItself() throws IOException {
    assertThat(CodeDigest.ofThisProcess()).isNotEqualTo(CodeDigest.of(List.of()));
  }

  private Path classes(String name, String content) throws IOException {
    Path classes = folder.resolve(name);
    Files.createDirectories(classes);
    Files.writeString(classes.resolve("Network.class"), content);
    return classes;
  }

  private Path jar(String name, String content) throws IOException {
    Path jar = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("Version.class"));
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }
}
