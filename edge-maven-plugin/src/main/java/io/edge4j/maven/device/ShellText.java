package io.edge4j.maven.device;

/** Texts as a shell takes them. */
final class ShellText {
  private ShellText() {}

  /** One word, whatever stands in it. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** A path there, of which only {@code ~/} at its beginning means something. */
  static String path(String path) {
    return path.startsWith("~/") ? "\"$HOME\"/" + quoted(path.substring(2)) : quoted(path);
  }
}
