package io.edge4j.maven.dataset.download;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
