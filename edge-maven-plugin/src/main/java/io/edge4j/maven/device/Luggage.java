package io.edge4j.maven.device;

import io.edge4j.maven.stage.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files that a stage needs on a device, and where it finds them there. */
public final class Luggage {
  private final Map<String, Piece> pieces = new LinkedHashMap<>();

  /**
   * One file.
   *
   * @param sha256 of its content, in hexadecimal
   */
  record Piece(Path file, String sha256, long bytes) {}

  /**
   * Packs a file.
   *
   * @param place relative to the folder that the stage runs in, with slashes
   * @return that place, as a request names it
   */
  public Path add(Path file, String place) throws IOException {
    String digest = Digest.of(file);
    pieces.put(place, new Piece(file, digest.substring(digest.indexOf(':') + 1), Files.size(file)));
    return Path.of(place);
  }

  /**
   * Packs a file and those beside it or below its folder.
   *
   * @param files all of them, the file itself included
   * @param folder that takes them there, with a slash at its end
   * @return the place of the file
   */
  public Path addBeside(Path file, List<Path> files, String folder) throws IOException {
    Path parent = file.toAbsolutePath().resolveSibling("");
    for (Path one : files) {
      add(one, folder + parent.relativize(one.toAbsolutePath()).toString().replace('\\', '/'));
    }
    return Path.of(folder + file.getFileName());
  }

  /** By place. */
  Map<String, Piece> pieces() {
    return pieces;
  }
}
