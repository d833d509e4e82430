package io.edge4j.maven.dataset.download;

import io.edge4j.model.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is known before it is fetched.
 *
 * @param name on the mirror and in the cache
 * @param size in bytes
 * @param sha256 64 hex digits
 */
public record RemoteFile(String name, long size, String sha256) {

  /** Whether the path holds exactly this file. */
  boolean isAt(Path path) throws IOException {
    return Files.isRegularFile(path) && Files.size(path) == size && sha256(path).equals(sha256);
  }

  /** Of a file that is there: 64 hex digits. */
  public static String sha256(Path path) throws IOException {
    return Sha256.hex(Sha256.of(path));
  }
}
