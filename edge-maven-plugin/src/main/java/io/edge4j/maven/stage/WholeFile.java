package io.edge4j.maven.stage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;

/**
 * A file that appears whole or not at all: written beside its place under another name, then moved
 * over it.
 */
public final class WholeFile {

  /** Writes the content; an exception leaves the target as it was. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Fills the file at the path it is given, which does not exist yet or is empty. */
  @FunctionalInterface
  public interface Filler {
    void fill(Path temporary) throws IOException;
  }

  private WholeFile() {}

  public static void write(Path target, Content content) throws IOException {
    fill(
        target,
        temporary -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
            content.writeTo(out);
          }
        });
  }

  public static void writeString(Path target, String text) throws IOException {
    write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Path folderOf(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent(), () -> file + " is no file");
  }

  /** For writers that want a path of their own, such as a channel with positions. */
  public static void fill(Path target, Filler filler) throws IOException {
    Path folder = folderOf(target);
    Files.createDirectories(folder);
    // Not createTempFile: what that makes, only its owner may read, and this file is for everyone.
    Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
    Files.createFile(temporary);
    try {
      filler.fill(temporary);
      moveOver(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void moveOver(Path temporary, Path target) throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
