package io.edge4j.maven.quantize;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model on its way to its place: written, loaded and run in a folder beside it, and moved only
 * when all went well. It may be two files, the second with external data, which carry their final
 * names from the start because one names the other.
 */
final class PendingModel implements AutoCloseable {
  private final Path target;
  private final Path folder;

  PendingModel(Path target) throws IOException {
    this.target = target.toAbsolutePath();
    Path parent = this.target.getParent();
    Files.createDirectories(parent);
    this.folder = Files.createTempDirectory(parent, "." + target.getFileName() + ".part");
  }

  Path folder() {
    return folder;
  }

  Path file() {
    return folder.resolve(target.getFileName());
  }

  /** All bytes of the model, external data included. */
  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** Moves everything into place, the model itself last; external data of an older one goes. */
  void publish() throws IOException {
    Files.deleteIfExists(dataBeside(target));
    if (Files.exists(dataBeside(file()))) {
      move(dataBeside(file()), dataBeside(target));
    }
    move(file(), target);
  }

  private static Path dataBeside(Path file) {
    return file.resolveSibling(file.getFileName() + ".data");
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      for (Path file : files()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (NoSuchFileException e) {
      throw new IOException("somebody else removed " + e.getFile() + " while it was in use", e);
    }
  }
}
