package io.edge4j.maven.pipeline;

import io.edge4j.maven.dataset.DatasetSpec;
import io.edge4j.maven.dataset.ModelView;
import io.edge4j.maven.inputs.InputSettings;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelFormatException;
import io.edge4j.model.ModelMetadata;
import io.edge4j.model.OnnxHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model that was brought along, before anything runs it.
 *
 * @param file as the pom names it; may be missing, or no model
 * @param inputs what the pom says of what it takes
 * @param labels names that the pom gives to its classes; empty for none
 */
public record BroughtModel(Path file, InputSettings inputs, List<String> labels) {

  /**
   * Refuses a file that is no model, and a pom that does not fit it.
   *
   * @return what a dataset has to know of it
   * @throws StageException naming the parameter, its value and the way out
   */
  ModelView check() throws StageException, IOException {
    if (!Files.isRegularFile(file)) {
      throw new StageException(
          "<onnxModel> (edge.onnxModel) is "
              + file
              + ", and there is no such file; name an ONNX file, or leave it out to train one");
    }
    ModelView view = view();
    checkLabels(view);
    return view;
  }

  private void checkLabels(ModelView view) throws StageException {
    Set<String> seen = new HashSet<>();
    for (String label : labels) {
      if (label.isBlank() || !seen.add(label)) {
        throw new StageException(
            "<labels> (edge.labels) is "
                + labels
                + ", and each class has a name of its own; correct '"
                + label
                + "'");
      }
    }
    try {
      ModelMetadata.requireLabelsFor(labels, view.outputs(), "<labels> (edge.labels)");
    } catch (ModelFormatException e) {
      throw new StageException(e.getMessage(), e);
    }
  }

  /** What the pom, its metadata and its declaration say of it. */
  private ModelView view() throws StageException, IOException {
    try {
      OnnxHeader model = ModelFiles.of(file).header();
      ModelMetadata metadata =
          ModelMetadata.read(model.metadata(), model.inputs(), model.outputs());
      return new ModelView(
          inputs.statedIn(metadata.inputs()),
          model.outputs(),
          labels.isEmpty() ? metadata.labels() : labels);
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
        : asked.withBroughtModel().completedFrom(view().inputs());
  }
}
