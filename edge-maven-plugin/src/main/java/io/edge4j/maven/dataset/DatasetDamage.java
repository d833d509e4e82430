package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How a damaged file is refused: what is wrong where, and what to do. */
final class DatasetDamage {
  private DatasetDamage() {}

  /**
   * @param what is wrong, with the position in the file
   */
  static StageException of(Path file, String what, @Nullable Exception cause) {
    return new StageException(
        "<directory> of <dataset> (edge.dataset.directory) holds a damaged file: %s: %s. Repair or replace that file, or point <directory> at an undamaged copy."
            .formatted(file, what),
        cause);
  }
}
