package io.edge4j.maven.quantize;

import io.edge4j.maven.onnx.ExternalData;
import io.edge4j.maven.onnx.Model;
import io.edge4j.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model on its way to its place: written, loaded and run in a folder beside it, and moved only
 * when all went well. It may have external data, whose files carry their final names from the start
 * because the model names them.
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
    ModelFiles.of(candidate).moveTo(file());
    return true;
  }

  /**
   * Makes one file of the model, where one can hold it: an artifact of a build and a resource in a
   * jar are one file. Until then it may have its data beside it, which takes less memory to run.
   */
  void join() throws IOException {
    ModelFiles files = ModelFiles.of(file());
    if (!files.isOneFile() && files.bytes() < ExternalData.LARGEST_FILE) {
      Path joined =
          Files.createDirectory(scratch().resolve("joined")).resolve(file().getFileName());
      Model.read(file()).write(joined, ExternalData.JOINED);
      adopt(joined);
    }
  }

  /** Moves the model into place, with its data and instead of the old model and its data. */
  void publish() throws IOException {
    ModelFiles.of(file()).moveTo(target);
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
