package io.edge4j.maven.pipeline;

import io.edge4j.maven.stage.StageException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;

/** Models and weights that another build has published. */
public final class ModelArtifacts {
  private static final String PART = "([A-Za-z0-9_.+-]+)";

  /** {@code groupId:artifactId:version[:classifier]:type}. */
  private static final Pattern COORDINATES =
      Pattern.compile(
          PART + ":" + PART + ":" + PART + "(?::" + PART + ")?:(onnx|safetensors|params)");

  private final RepositorySystem resolver;
  private final RepositorySystemSession session;
  private final List<RemoteRepository> repositories;

  /**
   * @param repositories where the project's dependencies come from
   */
  public ModelArtifacts(
      RepositorySystem resolver,
      RepositorySystemSession session,
      List<RemoteRepository> repositories) {
    this.resolver = resolver;
    this.session = session;
    this.repositories = List.copyOf(repositories);
  }

  /** Whether that is an artifact and not a file. */
  public static boolean areCoordinates(String fileOrArtifact) {
    return COORDINATES.matcher(fileOrArtifact).matches();
  }

  /**
   * The artifact's file, downloaded if need be.
   *
   * @param parameter as the pom has it, for the message
   * @throws StageException when no repository has it
   */
  public Path resolve(String parameter, String coordinates) throws StageException {
    Matcher parts = COORDINATES.matcher(coordinates);
    if (!parts.matches()) {
      throw new IllegalArgumentException(coordinates);
    }
    String classifier = parts.group(4) == null ? "" : parts.group(4);
    DefaultArtifact artifact =
        new DefaultArtifact(
            parts.group(1), parts.group(2), classifier, parts.group(5), parts.group(3));
    try {
      return resolver
          .resolveArtifact(session, new ArtifactRequest(artifact, repositories, null))
          .getArtifact()
          .getFile()
          .toPath();
    } catch (ArtifactResolutionException e) {
      throw new StageException(
          parameter
              + " is '"
              + coordinates
              + "', and that artifact could not be resolved: "
              + e.getMessage()
              + ". See that the project's <repositories> have it, or name a file",
          e);
    }
  }
}
