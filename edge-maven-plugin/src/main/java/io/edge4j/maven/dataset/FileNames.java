package io.edge4j.maven.dataset;

import java.nio.file.Path;

/**
 * Names of files as their bytes say them in UTF-8, also where the locale of this process cannot
 * spell them: under {@code LC_ALL=C} Java has a replacement for every letter beyond ASCII.
 */
final class FileNames {
  /** Stands for bytes that could not be read as letters. */
  static final String UNREADABLE = "\uFFFD";

  private FileNames() {}

  /** The last part of a path that came from a listing of its folder. */
  static String last(Path file) {
    String whole = decoded(file);
    return whole.substring(whole.lastIndexOf('/') + 1);
  }

  /** A path for messages. */
  static String whole(Path file) {
    String spelt = file.toString();
    return spelt.contains(UNREADABLE) ? decoded(file) : spelt;
  }

  private static String decoded(Path file) {
    // The URI is made of the path's bytes; its string is made of letters that the locale has.
    String path = file.toUri().getPath();
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
