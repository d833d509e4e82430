package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageInputsTest {
  @TempDir Path folder;

  public record Inner(String type, Path directory) {}

  public record Outer(Inner dataset, int epochs, String blockFactory, Path weights) {}

  @Test
  void settingsCountAndPathsDoNot() {
    Outer request = new Outer(new Inner("idx", Path.of("data")), 3, null, Path.of("w"));

    assertThat(new StageInputs().addSettings(request).values())
        .isEqualTo(Map.of("dataset.type", "idx", "epochs", "3"));
  }

  @Test
  void aFolderIsItsFilesAndTheirNames() throws IOException {
    Files.writeString(folder.resolve("A.class"), "1");
    String before = digest();

    Files.move(folder.resolve("A.class"), folder.resolve("B.class"));
    String renamed = digest();
    Files.writeString(folder.resolve("B.class"), "2");

    assertThat(List.of(before, renamed, digest())).doesNotHaveDuplicates();
  }

  @Test
  void theModelThatAnEarlierBuildLaidIntoTheClassesIsNoneOfThem() throws IOException {
    Files.writeString(folder.resolve("A.class"), "1");
    Map<String, String> before = new StageInputs().addProjectClasses(List.of(folder)).values();

    Path model = folder.resolve(ModelJar.resourceName("digits"));
    Files.createDirectories(model.getParent());
    Files.writeString(model, "weights");

    assertThat(new StageInputs().addProjectClasses(List.of(folder)).values()).isEqualTo(before);
  }

  private String digest() throws IOException {
    return new StageInputs().addContent("classes", List.of(folder)).values().get("classes");
  }
}
