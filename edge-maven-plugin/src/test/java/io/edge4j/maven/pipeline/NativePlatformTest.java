package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativePlatformTest {

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-aarch64",
    "Mac OS X, aarch64, osx-aarch64",
    "Windows 11, amd64, win-x86_64"
  })
  void namesWhatMavenCentralHas(String system, String machine, String classifier)
      throws StageException {
    assertThat(NativePlatform.classifier(system, machine)).isEqualTo(classifier);
  }

  @ParameterizedTest
  @CsvSource({"Mac OS X, x86_64", "Linux, riscv64", "FreeBSD, amd64", "Windows 11, aarch64"})
  void elsewhereSaysWhereTrainingWorksAndWhatWorksHere(String system, String machine) {
    assertThatThrownBy(() -> NativePlatform.classifier(system, machine))
        .isInstanceOf(StageException.class)
        .hasMessageContaining(system)
        .hasMessageContaining("linux-x86_64")
        .hasMessageContaining("edge.onnxModel");
  }

  @ParameterizedTest
  @CsvSource({"Mac OS X, aarch64", "Linux, aarch64"})
  void cudaIsRefusedWherePyTorchHasNoNativesForIt(String system, String machine) {
    assertThatThrownBy(() -> NativePlatform.requireCuda(system, machine))
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll("<trainingDevice>", "'cuda'", machine, "win-x86_64", "'cpu'");
  }

  @Test
  void cudaIsTakenOnLinuxAndWindows() throws StageException {
    NativePlatform.requireCuda("Linux", "amd64");
    NativePlatform.requireCuda("Windows 11", "amd64");
  }

  @Test
  void theNativesForAGpuTakeThePlaceOfThoseForTheCpu() throws StageException {
    assertThat(WorkerArtifacts.coordinates(WorkerArtifacts.Engine.PYTORCH_CUDA))
        .anyMatch(c -> c.startsWith("ai.djl.pytorch:pytorch-native-cu128:jar:"))
        .noneMatch(c -> c.contains("native-cpu") || c.contains("$") || c.contains("@"));
  }

  @Test
  void everyEngineIsPinnedToTheVersionsOfThisBuild() throws StageException {
    assertThat(WorkerArtifacts.coordinates(WorkerArtifacts.Engine.ONNX))
        .contains("com.microsoft.onnxruntime:onnxruntime:1.28.0")
        .noneMatch(c -> c.contains("djl"))
        // The plugin brings it along: a second copy could be of another version.
        .noneMatch(c -> c.contains("edge-runtime"))
        .noneMatch(c -> c.contains("$") || c.contains("@"));
    assertThat(WorkerArtifacts.coordinates(WorkerArtifacts.Engine.PYTORCH))
        .anyMatch(c -> c.startsWith("ai.djl.pytorch:pytorch-native-cpu:jar:"))
        .noneMatch(c -> c.contains("$") || c.contains("@"));
  }
}
