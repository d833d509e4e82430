package io.edge4j.maven.stage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over files and values, written {@code sha256:<64 hex digits>}. */
public final class Digest {
  private final MessageDigest sha256;

  public Digest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public static String of(Path file) throws IOException {
    return new Digest().add(file).toString();
  }

  public Digest add(byte[] bytes) {
    sha256.update(bytes);
    return this;
  }

  /** Adds the length too, so that {@code "ab","c"} and {@code "a","bc"} differ. */
  public Digest add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sha256.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    sha256.update(bytes);
    return this;
  }

  public Digest add(Path file) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
      }
    }
    return this;
  }

  /** Ends the digest: call once, last. */
  @Override
  public String toString() {
    return "sha256:" + HexFormat.of().formatHex(sha256.digest());
  }
}
