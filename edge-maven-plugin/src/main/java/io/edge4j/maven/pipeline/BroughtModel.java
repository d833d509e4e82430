package io.edge4j.maven.pipeline;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.InputContract;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.OnnxHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A model that was brought along, before anything runs it.
 *
 * @param file as the pom names it; may be missing, or no model
 * @param inputs what the pom says of what it takes
 */
public record BroughtModel(Path file, InputSettings inputs) {

  /**
   * Refuses a file that is no model, and a pom that does not fit it.
   *
   * @throws StageException naming the parameter, its value and the way out
   */
  void check() throws StageException, IOException {
    if (!Files.isRegularFile(file)) {
      throw new StageException(
          "<onnxModel> (edge.onnxModel) is "
              + file
              + ", and there is no such file; name an ONNX file, or leave it out to train one");
    }
    contract();
  }

  /** What the pom, its metadata and its declaration say that it takes. */
  private InputContract contract() throws StageException, IOException {
    try {
      OnnxHeader model = ModelFiles.of(file).header();
      ModelMetadata metadata =
          ModelMetadata.read(model.metadata(), model.inputs(), model.outputs());
      return inputs.statedIn(metadata.inputs());
    } catch (ModelFormatException e) {
      throw new StageException("<onnxModel> (edge.onnxModel): " + e.getMessage(), e);
    }
  }

  /**
   * The dataset that a pom asks for, with what the model says of its samples where the pom says
   * nothing. A model that is missing says nothing.
   *
   * @param asked null for none
   * @throws StageException as for a file that is no model
   */
  public @Nullable DatasetSpec completed(@Nullable DatasetSpec asked)
      throws StageException, IOException {
    return asked == null || !Files.isRegularFile(file)
        ? asked
        : asked.withBroughtModel().completedFrom(contract());
  }
}
