package io.edge4j.maven.mojo;

import io.edge4j.maven.stage.Progress;
import org.apache.maven.plugin.logging.Log;

/** Progress as lines of the build's log. */
record LogProgress(Log log) implements Progress {
  @Override
  public void say(String line) {
    log.info(line);
  }

  @Override
  public void warn(String line) {
    log.warn(line);
  }
}
