package io.edge4j.maven.pipeline;

import io.edge4j.maven.stage.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What a build leaves, and where: {@code target/edge} of a module, or a folder a model.
 *
 * @param directory the folder itself
 * @param modelName the name that its files carry
 */
public record Workspace(Path directory, String modelName) {
  /** What PyTorch and this plugin append to a model's name for weights beside it. */
  static final String DATA = ".data";

  /** Samples that a class of the project gave; exists only then. */
  public Path dataset() {
    return directory.resolve("dataset");
  }

  public Path train() {
    return directory.resolve("train");
  }

  public Path trainingReport() {
    return train().resolve("training.json");
  }

  public Path fp32() {
    return directory.resolve(modelName + "-fp32.onnx");
  }

  public Path exportReport() {
    return directory.resolve("export.json");
  }

  public Path optimized() {
    return directory.resolve(modelName + "-optimized.onnx");
  }

  /** Weights beside an optimized model that is too large for one file; exists only then. */
  public Path optimizedData() {
    return optimized().resolveSibling(optimized().getFileName() + DATA);
  }

  public Path quantizationReport() {
    return directory.resolve("quantize.json");
  }

  public Path modelJar() {
    return directory.resolve(modelName + "-model.jar");
  }

  public Path benchmarkReport() {
    return directory.resolve("benchmark.json");
  }

  public Path benchmarkPage() {
    return directory.resolve("benchmark.html");
  }

  /** Logs of the workers, kept for whoever has to find out why one ended. */
  public Path logs() {
    return directory.resolve("logs");
  }

  /**
   * Lays the optimized model into the resources of the module, so that its jar carries it.
   *
   * @param classesDirectory where the module's classes and resources are
   */
  public void layModelInto(Path classesDirectory) throws IOException {
    Path resource = classesDirectory.resolve(ModelJar.resourceName(modelName));
    if (!Files.exists(resource) || Files.mismatch(optimized(), resource) >= 0) {
      WholeFile.fill(
          resource, part -> Files.copy(optimized(), part, StandardCopyOption.REPLACE_EXISTING));
    }
  }

  UpToDateCheck upToDate(String stage) {
    return new UpToDateCheck(directory.resolve(".fresh").resolve(stage + ".json"));
  }
}
