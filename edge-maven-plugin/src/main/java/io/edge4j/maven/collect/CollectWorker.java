package io.edge4j.maven.collect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a JVM that reads a dataset of the project wants to be started. */
public final class CollectWorker {
  /** The system property that tells the dataset's class where its files are. */
  public static final String DIRECTORY = "edge.dataset.directory";

  private CollectWorker() {}

  /**
   * Arguments for the {@code java} command.
   *
   * @param directory which the pom names for the class to read; null for none
   */
  public static List<String> jvmArguments(@Nullable Path directory) {
    List<String> arguments = new ArrayList<>(List.of("-XX:+UseSerialGC"));
    if (directory != null) {
      arguments.add("-D" + DIRECTORY + "=" + directory.toAbsolutePath());
    }
    return arguments;
  }
}
