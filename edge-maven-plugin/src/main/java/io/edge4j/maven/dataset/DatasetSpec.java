package io.edge4j.maven.dataset;

import io.edge4j.maven.stage.StageException;
import io.edge4j.model.InputContract;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
    @Nullable Path directory,
    long seed,
    Map<String, String> parameters,
    boolean forBroughtModel) {

  public DatasetSpec {
    parameters =
        parameters == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(parameters));
  }

  /** For a model that is trained on it. */
  public DatasetSpec(
      String type, @Nullable Path directory, long seed, Map<String, String> parameters) {
    this(type, directory, seed, parameters, false);
  }

  /**
   * The folder that a pom names, as a path.
   *
   * @throws StageException when the locale of this process cannot spell it
   */
  public static Path directory(File folder) throws StageException {
    try {
      return folder.toPath();
    } catch (InvalidPathException e) {
      throw new StageException(
          "<directory> of <dataset> (edge.dataset.directory) is '%s', which the locale of this build cannot spell: Java reads names of files as %s here. Set LC_ALL=C.UTF-8 in the environment of the build, or name a folder in ASCII."
              .formatted(folder, System.getProperty("sun.jnu.encoding")),
          e);
    }
  }

  /** The same data for a model that was brought along. */
  public DatasetSpec withBroughtModel() {
    return new DatasetSpec(type, directory, seed, parameters, true);
  }

  /**
   * The same with what a model that was brought along says of its images, where the pom says
   * nothing: their size and colour, and how their pixels become values.
   */
  public DatasetSpec completedFrom(InputContract contract) {
    if (!forBroughtModel || !type.equals(ImagesFormat.TYPE) || contract.inputs().size() != 1) {
      return this;
    }
    return new DatasetSpec(
        type, directory, seed, ImageParameters.completed(parameters, contract), forBroughtModel);
  }

  /** Whether nobody said how pixels become values for a model that was brought along. */
  public boolean assumesUnitPixels() {
    return forBroughtModel
        && type.equals(ImagesFormat.TYPE)
        && ImageParameters.VALUES.stream().noneMatch(parameters::containsKey);
  }

  /** The type that the pom named, also where the samples were carried to another machine. */
  public String origin() {
    return parameters.getOrDefault(CarriedFormat.OF, type);
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
