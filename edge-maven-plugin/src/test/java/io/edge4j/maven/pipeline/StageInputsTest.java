package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.model.ModelFiles;
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

  public record Options(int opset) {}

  public record Request(String model, Options options) {}

  @Test
  void optionsAreNamedAsThePomNamesThem() {
    assertThat(new StageInputs().addSettings(new Request("m", new Options(17))).values())
        .isEqualTo(Map.of("model", "m", "opset", "17"));
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

  @Test
  void aModelIsItsFileAndEachFileOfItsData() throws IOException {
    Path model = folder.resolve("m.onnx");
    ModelFixture.writeBeside(weights(), model, "m.onnx_data", "weights/a.bin");
    Map<String, String> before = inputs(model);

    byte[] data = Files.readAllBytes(folder.resolve("weights/a.bin"));
    data[0] ^= 1;
    Files.write(folder.resolve("weights/a.bin"), data);
    Map<String, String> after = inputs(model);

    assertThat(before)
        .containsOnlyKeys("model", "model data m.onnx_data", "model data weights/a.bin");
    assertThat(after.entrySet())
        .filteredOn(input -> !before.get(input.getKey()).equals(input.getValue()))
        .extracting(Map.Entry::getKey)
        .containsExactly("model data weights/a.bin");
  }

  private static Map<String, String> inputs(Path model) throws IOException {
    return new StageInputs().addModel("model", ModelFiles.of(model)).values();
  }

  private static ModelProto weights() {
    return ModelFixture.opset(17).weight("a", 4).weight("b", 4).output("a", 4).proto();
  }

  private String digest() throws IOException {
    return new StageInputs().addContent("classes", List.of(folder)).values().get("classes");
  }
}
