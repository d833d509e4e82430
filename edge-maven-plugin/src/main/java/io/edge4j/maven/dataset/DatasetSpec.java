package io.edge4j.maven.dataset;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which dataset a stage works on, as the pom's {@code <dataset>} says it.
 *
 * @param type the format, for example {@code garments}, {@code idx} or {@code fashion-mnist}
 * @param directory where its files are; null for a dataset that needs none
 * @param seed what an embedded dataset is drawn from, and what splits one that has no split
 * @param parameters what else the format takes, by name; sorted
 * @param forBroughtModel whether its samples go into a model that was brought along, which takes
 *     them as the pom states them; else into one that is trained on them, which may change them
 *     itself
 */
public record DatasetSpec(
    String type,
    Path directory,
    long seed,
    Map<String, String> parameters,
    boolean forBroughtModel) {

  public DatasetSpec {
    parameters =
        parameters == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(parameters));
  }

  /** For a model that is trained on it. */
  public DatasetSpec(String type, Path directory, long seed, Map<String, String> parameters) {
    this(type, directory, seed, parameters, false);
  }

  /** For a model that is trained on it, and without parameters. */
  public DatasetSpec(String type, Path directory, long seed) {
    this(type, directory, seed, Map.of());
  }

  /** The same data for a model that was brought along. */
  public DatasetSpec withBroughtModel() {
    return new DatasetSpec(type, directory, seed, parameters, true);
  }

  public DatasetSpec withDirectory(Path other) {
    return new DatasetSpec(type, other, seed, parameters, forBroughtModel);
  }

  DatasetSpec with(String name, String value) {
    Map<String, String> more = new TreeMap<>(parameters);
    more.put(name, value);
    return new DatasetSpec(type, directory, seed, more, forBroughtModel);
  }

  Parameters options() {
    return new Parameters("<parameters> of <dataset>", parameters);
  }
}
