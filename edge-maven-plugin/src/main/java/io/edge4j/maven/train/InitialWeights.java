package io.edge4j.maven.train;

import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.train.weights.NameMapping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Weights that a training starts from, instead of random ones.
 *
 * @param file {@code .safetensors}, or {@code .params} of DJL
 * @param mapping rules of a {@link NameMapping}
 * @param freeze names of the block's parameters that training leaves as they are; a star stands for
 *     any text
 */
public record InitialWeights(Path file, List<String> mapping, List<String> freeze) {
  static final String SAFETENSORS = ".safetensors";
  static final String PARAMS = ".params";

  public InitialWeights {
    mapping = List.copyOf(mapping);
    freeze = List.copyOf(freeze);
  }

  /**
   * @throws StageException naming the parameter, its value and the way out
   */
  void validate() throws StageException {
    String name = file.toString();
    if (!name.endsWith(SAFETENSORS) && !name.endsWith(PARAMS)) {
      throw new StageException(
          "<file> of <initialWeights> is %s; give a %s file, or a %s file that DJL or edge:train wrote."
              .formatted(file, SAFETENSORS, PARAMS));
    }
    if (!Files.isRegularFile(file)) {
      throw new StageException(
          "<file> of <initialWeights> is %s, and there is no such file; name one, or an artifact such as com.example:backbone:1.0:safetensors, or leave <initialWeights> out."
              .formatted(file));
    }
    NameMapping.of(mapping);
  }
}
