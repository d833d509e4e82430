package io.edge4j.maven.train.weights;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Arrays that a file holds, each with a name. */
public interface NamedTensors {

  /** Sizes of all axes by name, in the file's order. */
  Map<String, List<Long>> shapes();

  /**
   * One of them, row-major.
   *
   * @throws StageException when its numbers are of a type that weights do not have
   * @throws IOException when the file cannot be read any more
   */
  float[] values(String name) throws StageException, IOException;
}
