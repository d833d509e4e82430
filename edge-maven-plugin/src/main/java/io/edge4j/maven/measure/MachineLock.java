package io.edge4j.maven.measure;

import io.edge4j.maven.stage.FileMutex;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Held while a benchmark runs, or recipe auto times its candidates on a device, so that no two of
 * one machine overlap: not under {@code mvn -T}, not across builds, not across users.
 */
public final class MachineLock {
  private static final Path SHARED = Path.of("/tmp");
  private static final String NAME = "edge4j-benchmark.lock";

  private MachineLock() {}

  /** One place for all users of a machine, where there is such a place. */
  public static Path defaultFile() {
    return Files.isWritable(SHARED)
        ? SHARED.resolve(NAME)
        : Path.of(System.getProperty("user.home"), "." + NAME);
  }

  /**
   * Waits for its turn.
   *
   * @param wayOut for who has waited in vain, as a sentence
   * @throws StageException when another benchmark still runs after that long
   */
  public static FileMutex acquire(Path file, Duration longest, String wayOut, Progress progress)
      throws StageException, IOException, InterruptedException {
    return FileMutex.acquire(
            file,
            longest,
            holder ->
                progress.say(
                    "Another benchmark runs on this machine"
                        + (holder.isEmpty() ? "" : ", " + holder)
                        + ": waiting for it to end"))
        .orElseThrow(
            () ->
                new StageException(
                    "Another benchmark on this machine still runs after "
                        + longest.toSeconds()
                        + " s of waiting. Two at once would measure each other. "
                        + wayOut));
  }
}
