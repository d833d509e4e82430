package io.edge4j.maven.mojo;

import java.io.File;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pom's {@code <dataset>}. */
public final class DatasetConfiguration {
  /** The format, for example {@code images}. */
  @Nullable String type;

  /** The folder with the dataset's files; for {@code class} what the class reads, if anything. */
  @Nullable File directory;

  /**
   * What else the format takes, by name, for example {@code width} and {@code height} of images.
   */
  Map<String, String> parameters = Map.of();
}
