package io.edge4j.maven.pipeline;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whether this machine has a GPU of NVIDIA with its driver: asked before gigabytes of natives are
 * resolved for one.
 *
 * @param gpus where the driver for Linux has a folder per GPU
 * @param lister the driver's own tool, which prints a line per GPU; the only sign of it on Windows
 */
record NvidiaDriver(Path gpus, List<String> lister) {
  private static final int SECONDS_TO_ANSWER = 10;

  static NvidiaDriver ofThisMachine() {
    return new NvidiaDriver(
        Path.of("/proc/driver/nvidia/gpus"), List.of("nvidia-smi", "--list-gpus"));
  }

  /**
   * @throws StageException where there is no GPU
   */
  void require() throws StageException {
    if (!hasFolder() && !isListed()) {
      throw new StageException(
          "<trainingDevice> (edge.trainingDevice) is 'cuda', but this machine has no GPU of NVIDIA with a driver: %s is missing or empty, and '%s' lists none. Set it to 'cpu', or install the driver, and in a container hand the GPU in."
              .formatted(gpus, String.join(" ", lister)));
    }
  }

  private boolean hasFolder() {
    if (!Files.isDirectory(gpus)) {
      return false;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(gpus)) {
      return folders.iterator().hasNext();
    } catch (IOException unreadable) {
      // The tool is asked next, and knows more.
      return false;
    }
  }

  private boolean isListed() {
    Process process;
    try {
      process = new ProcessBuilder(lister).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException notInstalled) {
      return false;
    }
    try {
      // A line per GPU fits into the pipe, so that nothing has to read while it runs.
      if (!process.waitFor(SECONDS_TO_ANSWER, TimeUnit.SECONDS) || process.exitValue() != 0) {
        return false;
      }
      byte[] listed = process.getInputStream().readAllBytes();
      return new String(listed, StandardCharsets.UTF_8).startsWith("GPU ");
    } catch (IOException unreadable) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }
}
