package io.edge4j.maven.pipeline;

import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.worker.WorkerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** One stage as the pipeline sees it: what its result depends on, and how to make it. */
interface Step {

  String name();

  /** Everything that would change the result if it changed. */
  StageInputs inputs() throws StageException, IOException;

  /** Makes the result and names the files it consists of. */
  List<Path> run() throws StageException, WorkerException, IOException, InterruptedException;
}
