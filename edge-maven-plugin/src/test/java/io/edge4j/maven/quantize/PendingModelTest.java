package io.edge4j.maven.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Initializer;
import io.edge4j.maven.onnx.Model;
import io.edge4j.maven.onnx.ModelFixture;
import io.edge4j.maven.quantize.session.OrtModel;
import io.edge4j.model.ModelFiles;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of two files appears whole or not at all. */
class PendingModelTest {
  @TempDir Path folder;

  @Test
  void bothFilesAppearUnderTheNamesThatTheyKnow() throws Exception {
    Path target = folder.resolve("out").resolve("optimized.onnx");
    try (PendingModel pending = new PendingModel(target)) {
      SeedCnn.model("fp32.onnx").write(pending.file(), ExternalData.BESIDE);
      pending.publish();
    }

    assertThat(namesIn(target.getParent()))
        .containsExactlyInAnyOrder("optimized.onnx", "optimized.onnx.data");
    assertThat(ModelFiles.of(target).isOneFile()).isFalse();
    OrtModel.open(target, 1).close();
  }

  @Test
  void aModelThatOneFileCanHoldIsJoined() throws Exception {
    Path target = folder.resolve("optimized.onnx");
    Model before = SeedCnn.model("fp32.onnx");
    try (PendingModel pending = new PendingModel(target)) {
      before.write(pending.file(), ExternalData.BESIDE);
      pending.join();
      pending.publish();
    }

    assertThat(namesIn(folder)).containsExactly("optimized.onnx");
    OrtModel.open(target, 1).close();
    for (Initializer weight : before.graph().initializers()) {
      assertThat(Model.read(target).graph().initializer(weight.name()).data().toByteArray())
          .isEqualTo(weight.data().toByteArray());
    }
  }

  @Test
  void dataOfAnyNameAppearsWithItsModel() throws Exception {
    Path target = folder.resolve("out").resolve("optimized.onnx");
    ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(SeedCnn.file("fp32.onnx")));
    try (PendingModel pending = new PendingModel(target)) {
      Path candidate = pending.scratch().resolve("optimized.onnx");
      ModelFixture.writeBeside(proto, candidate, "a_data", "weights/b.bin");
      assertThat(pending.adopt(candidate)).isTrue();
      pending.publish();
    }

    assertThat(ModelFiles.of(target).data().keySet()).containsExactly("a_data", "weights/b.bin");
    OrtModel.open(target, 1).close();
  }

  @Test
  void withoutPublishingNeitherAppears() throws Exception {
    Path target = folder.resolve("out").resolve("optimized.onnx");
    try (PendingModel pending = new PendingModel(target)) {
      SeedCnn.model("fp32.onnx").write(pending.file(), ExternalData.BESIDE);
    }

    assertThat(namesIn(target.getParent())).isEmpty();
  }

  @Test
  void anInterruptionBetweenTheTwoFilesLeavesNoModelWithTheDataOfAnother() throws Exception {
    Path target = folder.resolve("optimized.onnx");
    SeedCnn.model("fp32.onnx").write(target, ExternalData.WHEN_NEEDED);
    // A folder that is not empty stands where the data goes: the second step of three fails.
    Path obstacle = Files.createDirectories(folder.resolve("optimized.onnx.data").resolve("full"));
    try (PendingModel pending = new PendingModel(target)) {
      SeedCnn.model("fp32.onnx").write(pending.file(), ExternalData.BESIDE);

      assertThatThrownBy(pending::publish).isInstanceOf(FileSystemException.class);
    }

    assertThat(target).doesNotExist();
    assertThat(obstacle).exists();
  }

  @Test
  void aModelOfOneFileTakesTheOldOnesPlaceInOneStep() throws Exception {
    Path target = folder.resolve("optimized.onnx");
    SeedCnn.model("fp32.onnx").write(target, ExternalData.BESIDE);
    try (PendingModel pending = new PendingModel(target)) {
      SeedCnn.model("fp32.onnx").write(pending.file(), ExternalData.WHEN_NEEDED);
      pending.publish();
    }

    assertThat(namesIn(folder)).containsExactly("optimized.onnx");
    assertThat(ModelFiles.of(target).isOneFile()).isTrue();
  }

  private static java.util.List<String> namesIn(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
