package io.edge4j.maven.mojo;

import java.io.File;

/** The pom's {@code <dataset>}. */
public final class DatasetConfiguration {
  /** The format: {@code garments}, {@code idx}, {@code fashion-mnist}. */
  String type;

  /** The folder with the dataset's files. */
  File directory;
}
