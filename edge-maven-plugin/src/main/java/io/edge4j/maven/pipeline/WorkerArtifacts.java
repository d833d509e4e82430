package io.edge4j.maven.pipeline;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/**
 * What workers need beside the plugin, resolved when a goal needs it and not before: whoever trains
 * nothing never downloads libtorch. Through Maven's resolver, so that mirrors, proxies, checksums,
 * credentials and {@code -o} work as everywhere else.
 */
public final class WorkerArtifacts {
  private static final String RESOURCE = "worker-artifacts.properties";
  private static final String PLATFORM = "@platform@";
  private static final Set<String> CLASS_PATH_SCOPES = Set.of("", "compile", "runtime");

  /** An engine that a worker can have on its class path. */
  enum Engine {
    ONNX,
    PYTORCH,
    /**
     * Instead of {@link #PYTORCH}: natives of both in one class path would be chosen from by luck.
     */
    PYTORCH_CUDA
  }

  private final RepositorySystem resolver;
  private final RepositorySystemSession session;
  private final List<RemoteRepository> repositories;

  /**
   * @param repositories where the plugin itself came from
   */
  public WorkerArtifacts(
      RepositorySystem resolver,
      RepositorySystemSession session,
      List<RemoteRepository> repositories) {
    this.resolver = resolver;
    this.session = session;
    this.repositories = List.copyOf(repositories);
  }

  /** Files for the class path of a worker with these engines, in the resolver's order. */
  List<Path> resolve(Set<Engine> engines) throws StageException {
    CollectRequest collect = new CollectRequest();
    collect.setRepositories(repositories);
    for (Engine engine : EnumSet.copyOf(engines)) {
      for (String coordinates : coordinates(engine)) {
        Artifact artifact = new DefaultArtifact(coordinates);
        collect.addDependency(new Dependency(artifact, "runtime"));
      }
    }
    DependencyRequest request = new DependencyRequest(collect, (node, parents) -> belongs(node));
    try {
      List<Path> files = new ArrayList<>();
      for (ArtifactResult result :
          resolver.resolveDependencies(session, request).getArtifactResults()) {
        files.add(result.getArtifact().getFile().toPath());
      }
      return files;
    } catch (DependencyResolutionException e) {
      throw new StageException(
          "What the worker needs could not be resolved: "
              + e.getMessage()
              + ". If the build is offline (-o), run it once online; behind a mirror, see that it "
              + "offers these artifacts.",
          e);
    }
  }

  /** By hand, because Maven does not export the resolver's utilities to plugins. */
  private static boolean belongs(DependencyNode node) {
    Dependency dependency = node.getDependency();
    return dependency == null || CLASS_PATH_SCOPES.contains(dependency.getScope());
  }

  /** {@code groupId:artifactId[:extension[:classifier]]:version} of an engine's own artifacts. */
  static List<String> coordinates(Engine engine) throws StageException {
    String key = engine.name().toLowerCase(Locale.ROOT);
    String[] listed = properties().getProperty(key).split(",", -1);
    List<String> coordinates = new ArrayList<>();
    for (String entry : Arrays.asList(listed)) {
      String text = entry.trim();
      if (text.contains(PLATFORM)) {
        text =
            text.replace(
                PLATFORM,
                NativePlatform.classifier(
                    System.getProperty("os.name"), System.getProperty("os.arch")));
      }
      coordinates.add(text);
    }
    return coordinates;
  }

  private static Properties properties() {
    Properties properties = new Properties();
    try (InputStream in = WorkerArtifacts.class.getResourceAsStream(RESOURCE)) {
      properties.load(in);
    } catch (IOException e) {
      throw new IllegalStateException(RESOURCE + " is part of this jar", e);
    }
    return properties;
  }
}
