package io.edge4j.maven.dataset.download;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Where a user's programs keep what they can fetch again. */
public final class UserCache {
  private UserCache() {}

  /** By the system's own convention (XDG base directories on Linux). */
  public static Path directory() {
    return directory(
        System.getProperty("os.name"), System.getProperty("user.home"), System.getenv());
  }

  static Path directory(String system, String home, Map<String, String> environment) {
    String name = system.toLowerCase(Locale.ROOT);
    Path base;
    if (name.startsWith("windows")) {
      String local = environment.get("LOCALAPPDATA");
      base = local == null ? Path.of(home, "AppData", "Local") : Path.of(local);
    } else if (name.startsWith("mac")) {
      base = Path.of(home, "Library", "Caches");
    } else {
      String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
      // The specification: a relative path is to be ignored.
      base = xdg.startsWith("/") ? Path.of(xdg) : Path.of(home, ".cache");
    }
    return base.resolve("edge4j");
  }
}
