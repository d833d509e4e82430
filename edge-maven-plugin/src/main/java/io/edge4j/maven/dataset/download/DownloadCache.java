package io.edge4j.maven.dataset.download;

import io.edge4j.maven.stage.FileMutex;
import io.edge4j.maven.stage.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A folder of fetched files that all builds of a user share. A file in it is whole: it is fetched
 * under another name, checked, then moved to its place. One process fetches, others wait for it.
 */
public final class DownloadCache {
  private static final int TRIES = 3;

  /** Above what a download on a slow line takes; a build that hangs does not hold up all others. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(6);

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
    FileMutex turn = awaitTurn();
    try {
      for (RemoteFile file : files) {
        // Another build may have fetched it while this one waited.
        if (!file.isAt(directory.resolve(file.name()))) {
          fetch(file, mirrors);
        }
      }
    } finally {
      turn.close();
    }
  }

  private FileMutex awaitTurn() throws IOException {
    Consumer<String> waiting =
        holder ->
            progress.say(
                "waiting for another build that downloads to "
                    + directory
                    + (holder.isEmpty() ? "" : ", " + holder));
    try {
      return FileMutex.acquire(directory.resolve(".lock"), LONGEST_WAIT, waiting)
          .orElseThrow(
              () ->
                  new IOException(
                      "another build still downloads there after %d hours"
                          .formatted(LONGEST_WAIT.toHours())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while another build downloads to " + directory, e);
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
