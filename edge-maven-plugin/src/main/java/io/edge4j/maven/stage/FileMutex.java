package io.edge4j.maven.stage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Held by one thread of one process at a time. It is a lock of the operating system on a file, so
 * it ends with the process that holds it, however that ends. The file stays; what stands in it says
 * who holds the lock while somebody does, and means nothing else.
 */
public final class FileMutex implements AutoCloseable {
  private static final long POLL_MILLIS = 100;

  /** Behind all that is written: Windows lets nobody read what is locked. */
  private static final long LOCKED = Long.MAX_VALUE - 1;

  /** Others may write to the file too, and nothing of theirs but this goes into a log. */
  private static final Pattern HOLDER =
      Pattern.compile("process \\d+ of [\\p{Alnum}._@-]{1,64} since [0-9TZ:-]{1,32}");

  private final FileChannel channel;

  private FileMutex(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for its turn, among processes and among the threads of this one.
   *
   * @param file in a folder that is there; made when it is missing
   * @param longest how long to wait
   * @param waiting called once when somebody else holds it, with who that is, such as {@code
   *     process 4711 of ana since 2026-11-26T23:10:05Z}; empty where that is not known
   * @return empty when somebody else still holds it after that long
   */
  public static Optional<FileMutex> acquire(Path file, Duration longest, Consumer<String> waiting)
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
          waiting.accept(holder(channel));
          told = true;
        }
        Thread.sleep(POLL_MILLIS);
      }
      held = true;
      write(channel, self());
      return Optional.of(new FileMutex(channel));
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(LOCKED, 1, false);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Another thread of this JVM has it.
    }
  }

  private static String self() {
    return "process %d of %s since %s"
        .formatted(
            ProcessHandle.current().pid(),
            System.getProperty("user.name"),
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
  }

  /**
   * Who holds a lock that somebody holds. Read through the channel that waits: on Linux, closing
   * another one would end a lock that another thread of this process has.
   */
  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(200);
    channel.read(text, 0);
    String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    return HOLDER.matcher(holder).matches() ? holder : "";
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
    return FileChannel.open(
        file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      channel.truncate(0);
    }
  }
}
