package io.edge4j.maven.pipeline;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NvidiaDriverTest {
  private static final List<String> NOT_INSTALLED = List.of("no-such-nvidia-smi");

  @TempDir Path folder;

  @Test
  void aMachineWithoutADriverIsToldWhatWasLookedForAndTheWayOut() {
    NvidiaDriver driver = new NvidiaDriver(folder.resolve("gpus"), NOT_INSTALLED);
    assertThatThrownBy(driver::require)
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(
            "<trainingDevice> (edge.trainingDevice) is 'cuda'",
            folder.resolve("gpus").toString(),
            "no-such-nvidia-smi",
            "Set it to 'cpu'");
  }

  @Test
  void aDriverWithoutAGpuIsRefused() {
    assertThatThrownBy(new NvidiaDriver(folder, NOT_INSTALLED)::require)
        .hasMessageContaining("no GPU");
  }

  @Test
  void aFolderPerGpuIsEnough() throws IOException {
    Files.createDirectory(folder.resolve("0000:01:00.0".replace(':', '_')));
    assertThatCode(new NvidiaDriver(folder, NOT_INSTALLED)::require).doesNotThrowAnyException();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the driver's tool is played by a shell")
  void whatTheDriversToolListsIsEnough() {
    NvidiaDriver driver =
        new NvidiaDriver(folder, List.of("sh", "-c", "echo 'GPU 0: NVIDIA H100 (UUID: GPU-1)'"));
    assertThatCode(driver::require).doesNotThrowAnyException();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the driver's tool is played by a shell")
  void aToolThatFailsListsNothing() {
    NvidiaDriver driver = new NvidiaDriver(folder, List.of("sh", "-c", "echo 'GPU 0: x'; exit 9"));
    assertThatThrownBy(driver::require).isInstanceOf(StageException.class);
  }
}
