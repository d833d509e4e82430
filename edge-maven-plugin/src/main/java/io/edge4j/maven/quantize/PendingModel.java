package io.edge4j.maven.quantize;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
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

  /** A folder for files that are not to stay. */
  Path scratch() throws IOException {
    return Files.createDirectories(folder.resolve("scratch"));
  }

  Path file() {
    return folder.resolve(target.getFileName());
  }

  /**
   * Takes a model over that was written to the scratch folder under its final name.
   *
   * @return false when it lies elsewhere, and so belongs to somebody else
   */
  boolean adopt(Path candidate) throws IOException {
    if (!candidate.startsWith(folder)) {
      return false;
    }
    if (Files.exists(dataBeside(candidate))) {
      move(dataBeside(candidate), dataBeside(file()));
    }
    move(candidate, file());
    return true;
  }

  /** All bytes of the model, external data included. */
  long bytes() throws IOException {
    Path data = dataBeside(file());
    return Files.size(file()) + (Files.exists(data) ? Files.size(data) : 0);
  }

  /**
   * Moves everything into place, the model itself last. Where two files make a model, the old model
   * goes before its data does: whoever is interrupted in between leaves data without a model, and
   * never a model with another one's data.
   */
  void publish() throws IOException {
    if (Files.exists(dataBeside(target)) || Files.exists(dataBeside(file()))) {
      Files.deleteIfExists(target);
      Files.deleteIfExists(dataBeside(target));
    }
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

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }
}
