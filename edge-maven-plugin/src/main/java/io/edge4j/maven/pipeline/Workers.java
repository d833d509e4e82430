package io.edge4j.maven.pipeline;

import io.edge4j.maven.pipeline.WorkerArtifacts.Engine;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.worker.JavaInstallation;
import io.edge4j.maven.worker.WorkerJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the worker that a stage needs: the plugin, the stage's engines and, for a block factory,
 * the project's own classes.
 *
 * @param java what workers run on
 * @param plugin the plugin's jar, its dependencies and those that the pom added to it
 * @param proxy null where the network can be reached without
 * @param jvmArguments the user's own, after ours so that they win
 */
public record Workers(
    JavaInstallation java,
    List<Path> plugin,
    WorkerArtifacts artifacts,
    ProjectClassPath project,
    @Nullable WorkerProxy proxy,
    List<String> jvmArguments,
    Duration timeout) {

  /** The module's classes and runtime dependencies, asked for only where a stage needs them. */
  @FunctionalInterface
  public interface ProjectClassPath {
    List<Path> resolve() throws StageException;
  }

  public Workers {
    plugin = List.copyOf(plugin);
    jvmArguments = List.copyOf(jvmArguments);
  }

  WorkerJvm create(
      Set<Engine> engines,
      boolean withProject,
      List<String> stageArguments,
      Map<String, String> environment)
      throws StageException {
    Set<Path> classPath = new LinkedHashSet<>(plugin);
    classPath.addAll(artifacts.resolve(engines));
    if (withProject) {
      classPath.addAll(project.resolve());
    }
    List<String> arguments = new ArrayList<>(stageArguments);
    Map<String, String> variables = new HashMap<>(environment);
    if (proxy != null) {
      arguments.addAll(proxy.jvmArguments());
      variables.putAll(proxy.environment());
    }
    arguments.addAll(jvmArguments);
    return new WorkerJvm(java, new ArrayList<>(classPath), arguments, variables, timeout);
  }
}
