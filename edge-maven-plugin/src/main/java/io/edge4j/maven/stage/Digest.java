package io.edge4j.maven.stage;

import io.edge4j.model.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

/** SHA-256 over files and values, written {@code sha256:<64 hex digits>}. */
public final class Digest {
  private final MessageDigest sha256 = Sha256.digest();

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
    Sha256.update(sha256, file);
    return this;
  }

  /** Ends the digest: call once, last. */
  @Override
  public String toString() {
    return "sha256:" + Sha256.hex(sha256.digest());
  }
}
