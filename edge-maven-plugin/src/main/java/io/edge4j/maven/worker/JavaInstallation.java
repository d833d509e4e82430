package io.edge4j.maven.worker;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The JDK or JRE that workers run on.
 *
 * @param home its folder, which holds {@code bin} and since Java 9 a {@code release} file
 */
public record JavaInstallation(Path home) {
  /** What this plugin is compiled for. */
  private static final int OLDEST = 17;

  /** Where the {@code java} command of an installation lies, {@code <home>/bin/java}. */
  public static JavaInstallation ofCommand(Path java) {
    return new JavaInstallation(java.toAbsolutePath().resolve("../..").normalize());
  }

  /** The one that this process runs on. */
  public static JavaInstallation ofThisProcess() {
    return new JavaInstallation(Path.of(System.getProperty("java.home")));
  }

  /**
   * Refuses one that no worker can run on.
   *
   * @throws StageException naming it and the way out
   */
  public JavaInstallation requireUsable() throws StageException, IOException {
    if (!Files.isRegularFile(command())) {
      throw new StageException(
          "The JDK for the worker is "
              + home
              + ", and there is no "
              + command()
              + ". Correct <jdkHome> in toolchains.xml, or select another toolchain");
    }
    if (feature() < OLDEST) {
      throw new StageException(
          "The JDK for the worker is "
              + home
              + ", which is Java "
              + feature()
              + "; workers need Java "
              + OLDEST
              + " or later. Select another toolchain, for example <jdk><version>"
              + OLDEST
              + "</version></jdk>");
    }
    return this;
  }

  Path command() {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    return home.resolve("bin").resolve(windows ? "java.exe" : "java");
  }

  /** Its feature version, for example 17; without a {@code release} file it is taken for ours. */
  int feature() throws IOException {
    Path release = home.resolve("release");
    if (!Files.exists(release)) {
      return Runtime.version().feature();
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    }
    String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    if (version.isEmpty()) {
      return Runtime.version().feature();
    }
    // Java 8 calls itself 1.8.0_492, which is no version by today's grammar.
    return version.startsWith("1.")
        ? Integer.parseInt(version.substring(2).split("\\D", 2)[0])
        : Runtime.Version.parse(version).feature();
  }
}
