package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.edge4j.maven.onnx.ModelFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file is a resource and an artifact; a model whose data lies beside it is neither. */
class WorkspaceTest {
  private static final ModelProto MODEL =
      ModelFixture.opset(17).weight("w", 4).output("w", 4).proto();

  @TempDir Path folder;
  private Workspace workspace;
  private Path classes;
  private Path resource;

  @BeforeEach
  void workspace() throws Exception {
    workspace = new Workspace(Files.createDirectory(folder.resolve("edge")), "garments");
    classes = folder.resolve("classes");
    resource = classes.resolve("META-INF/edge/garments.onnx");
  }

  @Test
  void aModelOfOneFileIsLaidIntoTheClassesAndTheJar() throws Exception {
    Files.write(workspace.optimized(), MODEL.toByteArray());

    workspace.layModelInto(classes);
    workspace.packModel();

    assertThat(resource).hasSameBinaryContentAs(workspace.optimized());
    assertThat(workspace.modelJar()).isNotEmptyFile();
  }

  @Test
  void nothingOfAnEarlierModelStaysWhereTheNewOneHasItsDataBesideIt() throws Exception {
    Files.write(workspace.optimized(), MODEL.toByteArray());
    workspace.layModelInto(classes);
    workspace.packModel();
    ModelFixture.writeBeside(MODEL, workspace.optimized(), "any name");

    workspace.layModelInto(classes);
    workspace.packModel();

    assertThat(resource).doesNotExist();
    assertThat(workspace.modelJar()).doesNotExist();
  }
}
