package io.edge4j.maven.benchmark;

import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/**
 * Held while a benchmark runs, so that no two of one machine overlap: not under {@code mvn -T}, not
 * across builds, not across users. It is a lock of the operating system on an empty file, so it
 * ends with the process that holds it, however that ends; the file itself stays and means nothing.
 */
final class MachineLock implements AutoCloseable {
  private static final Path SHARED = Path.of("/tmp");
  private static final String NAME = "edge4j-benchmark.lock";
  private static final long POLL_MILLIS = 200;

  private final FileChannel channel;

  private MachineLock(FileChannel channel) {
    this.channel = channel;
  }

  /** One place for all users of a machine, where there is such a place. */
  static Path defaultFile() {
    return Files.isWritable(SHARED)
        ? SHARED.resolve(NAME)
        : Path.of(System.getProperty("user.home"), "." + NAME);
  }

  /**
   * Waits for its turn.
   *
   * @throws StageException when another benchmark still runs after that long
   */
  static MachineLock acquire(Path file, Duration longest, Progress progress)
      throws StageException, IOException, InterruptedException {
    FileChannel channel = open(file);
    long end = System.nanoTime() + longest.toNanos();
    boolean said = false;
    while (!tryLock(channel)) {
      if (System.nanoTime() > end) {
        channel.close();
        throw new StageException(
            "Another benchmark on this machine still runs after "
                + longest.toSeconds()
                + " s of waiting. Two at once would measure each other. Let it end, or raise "
                + "<benchmark><timeoutSeconds> (edge.benchmark.timeoutSeconds)");
      }
      if (!said) {
        progress.say("Another benchmark runs on this machine: waiting for it to end");
        said = true;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return new MachineLock(channel);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Another thread of this JVM has it.
    }
  }

  private static FileChannel open(Path file) throws IOException {
    try {
      Files.createFile(file);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        // Other users of the machine must be able to wait for it too, whatever the umask.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
      }
    } catch (FileAlreadyExistsException e) {
      // The usual case. Opened without CREATE: Linux refuses that for others' files in /tmp.
    }
    return FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
