package io.edge4j.maven.pipeline;

import io.edge4j.maven.benchmark.Variant;
import io.edge4j.maven.stage.StageException;
import io.edge4j.model.ModelFiles;
import io.edge4j.model.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A model of the user's own that is measured beside those of the build.
 *
 * @param name as reports and gates call it
 * @param file {@code .onnx}, or a file that PyTorch scripted or traced
 */
public record UserVariant(String name, Path file) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  boolean isOnnx() {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
  }

  Variant variant() {
    return isOnnx() ? Variant.onnx(name, file) : Variant.torchScript(name, file);
  }

  /**
   * @param place where in the pom it stands
   * @param taken names that other variants have
   */
  void validate(String place, Collection<String> taken) throws StageException, IOException {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new StageException(
          place
              + ": <name> is "
              + (name == null ? "missing" : "'" + name + "'")
              + "; give it letters, digits, '.', '_' and '-', for example onnx-previous");
    }
    if (taken.contains(name)) {
      throw new StageException(
          place
              + ": <name> is '"
              + name
              + "', which is taken. Taken are: "
              + String.join(", ", taken));
    }
    if (file == null) {
      throw new StageException(
          place + ": <file> is missing; name an .onnx file or a TorchScript file (.pt)");
    }
    if (!Files.isRegularFile(file)) {
      throw new StageException(
          place
              + ": <file> is "
              + file
              + ", and there is no such file; name an .onnx file or a TorchScript file (.pt)");
    }
    if (isOnnx()) {
      requireModel(place);
    }
  }

  private void requireModel(String place) throws StageException, IOException {
    try {
      ModelFiles.of(file);
    } catch (ModelFormatException e) {
      throw new StageException(place + ": <file>: " + e.getMessage(), e);
    }
  }
}
