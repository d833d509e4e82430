package io.edge4j.maven.pipeline;

import io.edge4j.maven.stage.StageException;
import java.util.regex.Pattern;

/**
 * The earlier release that the pom wants this model held against.
 *
 * @param requested {@value #LATEST}, {@code groupId:artifactId} for the latest release of another
 *     module, or {@code groupId:artifactId:version} for that one
 * @param module {@code groupId:artifactId} of the module that makes the model
 * @param version the version of that module: a baseline is older
 * @param classifierPrefix what the classifiers of this model's artifacts begin with: empty for the
 *     main model of the module
 * @param countUnreleased whether snapshots and versions that are only installed on this machine
 *     count as releases
 */
public record ReleaseQuery(
    String requested,
    String module,
    String version,
    String classifierPrefix,
    boolean countUnreleased) {
  /** The latest release of this module before this version. */
  public static final String LATEST = "latest-release";

  private static final Pattern COORDINATES =
      Pattern.compile("[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+(:[A-Za-z0-9_.+-]+)?");

  void validate() throws StageException {
    if (!requested.equals(LATEST) && !COORDINATES.matcher(requested).matches()) {
      throw new StageException(
          "<baseline> (edge.baseline) is '"
              + requested
              + "'; give "
              + LATEST
              + ", groupId:artifactId or groupId:artifactId:version, for example "
              + "com.example:classifier:1.4.0");
    }
    if (requested.equals(module + ":" + version)) {
      throw new StageException(
          "<baseline> (edge.baseline) is '"
              + requested
              + "', the very version that this build makes; name an earlier one, or "
              + LATEST);
    }
  }

  /**
   * The classifier of an artifact of the model. Of another module the main model is meant.
   *
   * @param plain that of a main model, such as {@code optimized}
   */
  String classifier(String plain) {
    String[] coordinates = coordinates();
    return module.equals(coordinates[0] + ":" + coordinates[1]) ? classifierPrefix + plain : plain;
  }

  /** {@code groupId} and {@code artifactId} of whose releases are meant. */
  String[] coordinates() {
    return (requested.equals(LATEST) ? module : requested).split(":", -1);
  }
}
