package io.edge4j.maven.pipeline;

import io.edge4j.maven.stage.StageException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The classifier under which Maven Central holds PyTorch's natives for a machine. */
final class NativePlatform {
  private static final Map<String, String> SYSTEMS =
      Map.of("linux", "linux", "mac", "osx", "windows", "win");
  private static final Map<String, String> MACHINES =
      Map.of("amd64", "x86_64", "x86_64", "x86_64", "aarch64", "aarch64", "arm64", "aarch64");

  /** DJL 0.36 publishes these four for the CPU. */
  private static final List<String> PUBLISHED =
      List.of("linux-x86_64", "linux-aarch64", "osx-aarch64", "win-x86_64");

  /** Those of the four that have natives for CUDA, too. */
  private static final List<String> WITH_CUDA = List.of("linux-x86_64", "win-x86_64");

  private NativePlatform() {}

  /**
   * @param osName system property {@code os.name}
   * @param osArch system property {@code os.arch}
   * @throws StageException where PyTorch has no natives for CUDA
   */
  static void requireCuda(String osName, String osArch) throws StageException {
    if (!WITH_CUDA.contains(classifier(osName, osArch))) {
      throw new StageException(
          "<trainingDevice> (edge.trainingDevice) is 'cuda', but PyTorch has no natives with CUDA for "
              + osName
              + " on "
              + osArch
              + "; it has them for "
              + String.join(", ", WITH_CUDA)
              + ". Train there, or set it to 'cpu'.");
    }
  }

  /**
   * @param osName system property {@code os.name}
   * @param osArch system property {@code os.arch}
   * @throws StageException where PyTorch has no natives
   */
  static String classifier(String osName, String osArch) throws StageException {
    String name = osName.toLowerCase(Locale.ROOT);
    String system =
        SYSTEMS.entrySet().stream()
            .filter(entry -> name.startsWith(entry.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(name);
    String classifier =
        system + "-" + MACHINES.getOrDefault(osArch.toLowerCase(Locale.ROOT), osArch);
    if (!PUBLISHED.contains(classifier)) {
      throw new StageException(
          "PyTorch has no natives for "
              + osName
              + " on "
              + osArch
              + "; it has them for "
              + String.join(", ", PUBLISHED)
              + ". Train there, or bring a trained model along with <onnxModel> (edge.onnxModel), "
              + "which needs no PyTorch.");
    }
    return classifier;
  }
}
