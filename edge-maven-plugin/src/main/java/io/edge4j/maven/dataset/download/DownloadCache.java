package io.edge4j.maven.dataset.download;

import io.edge4j.maven.stage.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder of fetched files that all builds of a user share. A file in it is whole: it is fetched
 * under another name, checked, then moved to its place. One process fetches, others wait for it.
 */
public final class DownloadCache {
  private static final int TRIES = 3;
  private static final int LOCK_POLL_MILLIS = 100;

  private final Path directory;
  private final Progress progress;

  public DownloadCache(Path directory, Progress progress) {
    this.directory = directory;
    this.progress = progress;
  }

  /** Whether all of them are there, whole. */
  public boolean has(List<RemoteFile> files) throws IOException {
    for (RemoteFile file : files) {
      if (!file.isAt(directory.resolve(file.name()))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Fetches what is not there yet.
   *
   * @param mirrors folders that hold the files, tried in turn
   * @throws IOException with what each mirror said
   */
  public void fetch(List<RemoteFile> files, List<URI> mirrors) throws IOException {
    Files.createDirectories(directory);
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (!lock.isValid()) {
        throw new IOException("the lock " + directory.resolve(".lock") + " was lost");
      }
      for (RemoteFile file : files) {
        // Another build may have fetched it while this one waited.
        if (!file.isAt(directory.resolve(file.name()))) {
          fetch(file, mirrors);
        }
      }
    }
  }

  /** Waits for other processes, and for other threads of this one. */
  private FileLock lock(FileChannel channel) throws IOException {
    boolean told = false;
    while (true) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        // Held by another thread of this JVM: wait like for another process.
      }
      if (!told) {
        told = true;
        progress.say("waiting for another build that downloads to " + directory);
      }
      try {
        Thread.sleep(LOCK_POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while another build downloads to " + directory, e);
      }
    }
  }

  private void fetch(RemoteFile file, List<URI> mirrors) throws IOException {
    Path part = directory.resolve(file.name() + ".part");
    List<String> failures = new ArrayList<>();
    for (URI mirror : mirrors) {
      URI source = mirror.resolve(file.name());
      for (int attempt = 1; attempt <= TRIES; attempt++) {
        try {
          progress.say("downloading %s (%,d bytes)".formatted(source, file.size()));
          HttpDownload.fetch(source, part, file.size());
          accept(file, part);
          return;
        } catch (IOException e) {
          failures.add(source + ": " + (e.getMessage() == null ? e : e.getMessage()));
        }
      }
    }
    throw new IOException(String.join("; ", failures.stream().distinct().toList()));
  }

  private void accept(RemoteFile file, Path part) throws IOException {
    if (!file.isAt(part)) {
      String found = RemoteFile.sha256(part);
      // Not to be gone on from: a broken part would stay broken.
      Files.delete(part);
      throw new IOException("its SHA-256 is %s, but must be %s".formatted(found, file.sha256()));
    }
    Files.move(
        part,
        directory.resolve(file.name()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
