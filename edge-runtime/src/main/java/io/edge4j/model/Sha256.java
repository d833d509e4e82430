package io.edge4j.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The hash that files and models are told by.
 *
 * @since 0.1.0
 */
public final class Sha256 {
  private static final int BUFFER = 1 << 16;

  private Sha256() {}

  /** An empty one, to be fed piece by piece. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /** Of bytes in memory. */
  public static byte[] of(byte[] content) {
    return digest().digest(content);
  }

  /** Of a file, read in pieces. */
  public static byte[] of(Path file) throws IOException {
    MessageDigest digest = digest();
    update(digest, file);
    return digest.digest();
  }

  /** Feeds a file, read in pieces. */
  public static void update(MessageDigest digest, Path file) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
  }

  /** In hexadecimal digits, as {@code sha256sum} prints it. */
  public static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
