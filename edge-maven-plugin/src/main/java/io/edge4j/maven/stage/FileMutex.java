package io.edge4j.maven.stage;

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
import java.util.Optional;

/**
 * Held by one thread of one process at a time. It is a lock of the operating system on an empty
 * file, so it ends with the process that holds it, however that ends; the file itself stays and
 * means nothing.
 */
public final class FileMutex implements AutoCloseable {
  private static final long POLL_MILLIS = 100;

  private final FileChannel channel;

  private FileMutex(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for its turn, among processes and among the threads of this one.
   *
   * @param file in a folder that is there; made when it is missing
   * @param longest how long to wait
   * @param waiting called once when somebody else holds it
   * @return empty when somebody else still holds it after that long
   */
  public static Optional<FileMutex> acquire(Path file, Duration longest, Runnable waiting)
      throws IOException, InterruptedException {
    FileChannel channel = open(file);
    boolean held = false;
    try {
      long start = System.nanoTime();
      boolean told = false;
      while (!tryLock(channel)) {
        if (Duration.ofNanos(System.nanoTime() - start).compareTo(longest) > 0) {
          return Optional.empty();
        }
        if (!told) {
          waiting.run();
          told = true;
        }
        Thread.sleep(POLL_MILLIS);
      }
      held = true;
      return Optional.of(new FileMutex(channel));
    } finally {
      if (!held) {
        channel.close();
      }
    }
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
