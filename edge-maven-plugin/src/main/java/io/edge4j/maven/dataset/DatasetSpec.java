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
 */
public record DatasetSpec(String type, Path directory, long seed, Map<String, String> parameters) {

  public DatasetSpec {
    parameters =
        parameters == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(parameters));
  }

  public DatasetSpec(String type, Path directory, long seed) {
    this(type, directory, seed, Map.of());
  }

  public DatasetSpec withDirectory(Path other) {
    return new DatasetSpec(type, other, seed, parameters);
  }

  DatasetSpec with(String name, String value) {
    Map<String, String> more = new TreeMap<>(parameters);
    more.put(name, value);
    return new DatasetSpec(type, directory, seed, more);
  }

  Parameters options() {
    return new Parameters("<parameters> of <dataset>", parameters);
  }
}
