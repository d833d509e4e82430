package io.edge4j.maven.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.model.ModelFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndeliveredModelTest {
  @TempDir Path folder;

  @Test
  void theFilesThatBelongTogetherAreNamedAndTheWayOut() throws Exception {
    ModelFixture model =
        ModelFixture.opset(17).weight("a", 9).weight("b", 9).weight("c", 9).weight("d", 9);
    Path file =
        ModelFixture.writeBeside(
            model.output("a", 9).proto(), folder.resolve("m.onnx"), "a", "b", "c", "d");

    String message = UndeliveredModel.message(ModelFiles.of(file));

    assertThat(message)
        .contains(ModelFiles.of(file).bytes() + " bytes")
        .contains("beside " + file + " in a, b, c and 1 more.")
        .contains("not attached, installed or deployed")
        .contains("EdgeModel.open(Path)")
        .contains("quantize.json");
  }
}
