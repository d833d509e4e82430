package io.edge4j.maven.worker;

import io.edge4j.maven.stage.Json;
import io.edge4j.maven.stage.Stage;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** What a worker reads and leaves, for whoever starts one elsewhere. */
public final class WorkerFiles {
  private WorkerFiles() {}

  /** Writes what {@link WorkerMain} reads. */
  public static <Q extends Record, R extends Record> void writeRequest(
      Path file, Class<? extends Stage<Q, R>> stage, Q request) throws IOException {
    Json.write(file, new WorkerRequest(stage.getName(), Json.tree(request)));
  }

  /**
   * Reads what {@link WorkerMain} left.
   *
   * @throws StageException when the stage refused, with its message
   */
  public static <R extends Record> R readResult(String text, Class<R> reportType)
      throws StageException {
    WorkerResult result = Json.value(Json.parse(text), WorkerResult.class);
    if (result.refusal() != null) {
      throw new StageException(result.refusal());
    }
    return Json.value(
        Objects.requireNonNull(result.report(), "neither report nor refusal"), reportType);
  }
}
