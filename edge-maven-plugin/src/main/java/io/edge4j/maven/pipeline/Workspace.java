package io.edge4j.maven.pipeline;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.Datasets;
import io.edge4j.maven.stage.WholeFile;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.signature.ModelSignature;
import io.edge4j.model.signature.ModelSignatureException;
import io.edge4j.model.signature.SigningKey;
import io.edge4j.model.signature.VerificationKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a build leaves, and where: {@code target/edge} of a module, or a folder a model.
 *
 * @param directory the folder itself
 * @param modelName the name that its files carry
 */
public record Workspace(Path directory, String modelName) {
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

  /**
   * The optimized model with its external data, which it has when it is too large for one file.
   *
   * @throws ModelFormatException when it is missing or no model
   */
  public ModelFiles optimizedFiles() throws IOException {
    return ModelFiles.of(optimized());
  }

  /** Beside the optimized model, where the build signs it. */
  public Path signature() {
    return ModelJar.signature(optimized());
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

  /** The model's bill of materials; the ending is the one that CycloneDX recommends. */
  public Path mlBom() {
    return directory.resolve(modelName + "-ml-bom.cdx.json");
  }

  public Path benchmarkPage() {
    return directory.resolve("benchmark.html");
  }

  /**
   * The dataset as every stage can read it: one that is a class of the project is read once, into
   * files.
   *
   * @param asked what the pom says; null for no dataset
   * @param trains whether the build makes the model, and not the user
   * @return null for no dataset
   */
  public @Nullable DatasetSpec samples(@Nullable DatasetSpec asked, boolean trains) {
    if (asked == null) {
      return null;
    }
    DatasetSpec readable = Datasets.isClass(asked) ? Datasets.stored(asked, dataset()) : asked;
    return trains ? readable : readable.withBroughtModel();
  }

  /** Logs of the workers, kept for whoever has to find out why one ended. */
  public Path logs() {
    return directory.resolve("logs");
  }

  /**
   * Lays the optimized model into the resources of the module, so that its jar carries it. One that
   * has external data is no resource: what an earlier build laid there goes.
   *
   * @param classesDirectory where the module's classes and resources are
   */
  public void layModelInto(Path classesDirectory) throws IOException {
    Path resource = classesDirectory.resolve(ModelJar.resourceName(modelName));
    ModelFiles model = optimizedFiles();
    Path signed = ModelJar.signature(resource);
    if (!model.isOneFile()) {
      Files.deleteIfExists(resource);
      Files.deleteIfExists(signed);
      return;
    }
    if (!Files.exists(resource) || Files.mismatch(model.model(), resource) >= 0) {
      model.copyTo(resource);
    }
    if (Files.exists(signature())) {
      Files.copy(signature(), signed, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.deleteIfExists(signed);
    }
  }

  /**
   * Signs the optimized model. A signature that holds is kept, since no two of them have the same
   * bytes; without a key, that of an earlier build goes.
   *
   * @return whether the model is signed now
   */
  public boolean sign(Optional<SigningKey> key) throws IOException {
    ModelFiles model = optimizedFiles();
    if (key.isEmpty()) {
      Files.deleteIfExists(signature());
    } else if (!isSigned(model, key.get().verificationKey())) {
      byte[] bundle = ModelSignature.sign(key.get(), model).toBytes();
      WholeFile.write(signature(), out -> out.write(bundle));
    }
    packModel();
    return key.isPresent();
  }

  private boolean isSigned(ModelFiles model, VerificationKey key) throws IOException {
    if (!Files.exists(signature())) {
      return false;
    }
    try {
      ModelSignature.parse(Files.readAllBytes(signature())).verify(key, model);
      return true;
    } catch (ModelSignatureException e) {
      // Of an earlier model, or with an earlier key.
      return false;
    }
  }

  /** Packs the optimized model into its jar, or takes an older one away, as above. */
  void packModel() throws IOException {
    ModelFiles model = optimizedFiles();
    if (model.isOneFile()) {
      ModelJar.write(modelJar(), modelName, model.model());
    } else {
      Files.deleteIfExists(modelJar());
    }
  }

  UpToDateCheck upToDate(String stage) {
    return new UpToDateCheck(directory.resolve(".fresh").resolve(stage + ".json"));
  }
}
