package io.edge4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The files beside a model that hold its external data. A location is a path relative to the
 * model's folder and may not leave it, neither in writing nor through a symbolic link.
 *
 * @since 0.1.0
 */
public final class ExternalFiles {
  private static final String LFS = " and is a Git LFS pointer: run `git lfs pull`";

  private final Path folder;
  private final Path realFolder;
  private final Path realModelFolder;
  private final Map<String, Path> found = new HashMap<>();

  /** The files beside that model. */
  public ExternalFiles(Path model) throws IOException {
    this.folder = model.toAbsolutePath().normalize().resolveSibling("");
    this.realFolder = folder.toRealPath();
    // A model that is itself a link may have its data beside the link or beside its target.
    this.realModelFolder = model.toRealPath().resolveSibling("");
  }

  /** Whether any tensor came from one of these files. */
  public boolean used() {
    return !found.isEmpty();
  }

  /**
   * Finds the file that holds a tensor's data.
   *
   * @param expected how many bytes of it are wanted when the reference does not say
   * @return a path in the model's folder, absolute
   * @throws ModelFormatException when it is outside the model's folder, missing or too short
   */
  public Path find(ExternalReference reference, long expected) throws ModelFormatException {
    try {
      Path file = found.get(reference.location());
      if (file == null) {
        file = resolve(reference);
        found.put(reference.location(), file);
      }
      requireLength(file, reference, expected);
      return file;
    } catch (ModelFormatException e) {
      throw e;
    } catch (IOException e) {
      throw reference.damaged("cannot be read from " + Quoted.name(reference.location()), e);
    }
  }

  private static void requireLength(Path file, ExternalReference reference, long expected)
      throws IOException {
    long size = Files.size(file);
    long length = reference.length().orElse(expected);
    if (reference.offset() > size || length > size - reference.offset()) {
      throw reference.damaged(
          String.format(
              "asks for %d bytes from byte %d of %s, which has %d%s",
              length, reference.offset(), file, size, isLfsPointer(file, size) ? LFS : ""));
    }
  }

  private Path resolve(ExternalReference reference) throws IOException {
    String location = reference.location();
    Path file;
    try {
      Path relative = Path.of(location);
      file = folder.resolve(relative).normalize();
      if (relative.isAbsolute() || !file.startsWith(folder) || file.equals(folder)) {
        throw reference.damaged("lies outside the model's folder: " + Quoted.name(location));
      }
    } catch (InvalidPathException e) {
      throw reference.damaged("has a location that is no path: " + Quoted.name(location), e);
    }
    if (!Files.isRegularFile(file)) {
      throw reference.damaged("is missing: there is no file " + file);
    }
    Path real = file.toRealPath();
    if (!real.startsWith(realFolder) && !real.startsWith(realModelFolder)) {
      throw reference.damaged("lies outside the model's folder: " + file + " is a link to " + real);
    }
    return file;
  }

  private static boolean isLfsPointer(Path file, long size) throws IOException {
    return size <= ForeignContent.LARGEST_LFS_POINTER
        && ForeignContent.isLfsPointer(Files.readAllBytes(file));
  }
}
