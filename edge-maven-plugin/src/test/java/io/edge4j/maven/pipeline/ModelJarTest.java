package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelJarTest {
  @TempDir Path folder;

  @Test
  void theModelIsAClassPathResource() throws IOException {
    Path model = Files.write(folder.resolve("m.onnx"), new byte[] {1, 2, 3});
    Path jar = folder.resolve("m.jar");

    ModelJar.write(jar, "garments", model);

    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
        var resource = loader.getResourceAsStream("META-INF/edge/garments.onnx")) {
      assertThat(resource.readAllBytes()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    Path model = Files.write(folder.resolve("m.onnx"), new byte[1000]);

    ModelJar.write(folder.resolve("one.jar"), "m", model);
    ModelJar.write(folder.resolve("two.jar"), "m", model);

    assertThat(folder.resolve("one.jar")).hasSameBinaryContentAs(folder.resolve("two.jar"));
  }
}
