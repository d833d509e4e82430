package io.edge4j.maven.mojo;

import io.edge4j.maven.pipeline.ModelArtifacts;
import io.edge4j.maven.pipeline.Releases;
import io.edge4j.maven.pipeline.WorkerArtifacts;
import io.edge4j.maven.pipeline.Workers;
import io.edge4j.maven.pipeline.Workspace;
import io.edge4j.maven.stage.Progress;
import io.edge4j.maven.stage.StageException;
import io.edge4j.maven.worker.JavaInstallation;
import io.edge4j.maven.worker.WorkerException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.DefaultDependencyResolutionRequest;
import org.apache.maven.project.DependencyResolutionException;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.eclipse.aether.graph.Dependency;
import org.jspecify.annotations.Nullable;

/** What every goal has: where it works, what runs its workers, and how failures are told. */
abstract class EdgeMojo extends AbstractMojo {
  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  MavenSession session;

  @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
  PluginDescriptor plugin;

  /**
   * Where models and reports go. Other tools look for them in {@code target/edge}, so change it
   * only in a module that makes several models: each has an execution with a {@link #modelName} and
   * a folder of its own, and its artifacts' classifiers begin with its name, for example {@code
   * digits-optimized}.
   *
   * <pre>
   * &lt;execution&gt;
   *   &lt;id&gt;digits&lt;/id&gt;
   *   &lt;goals&gt;
   *     &lt;goal&gt;quantize&lt;/goal&gt;
   *   &lt;/goals&gt;
   *   &lt;configuration&gt;
   *     &lt;modelName&gt;digits&lt;/modelName&gt;
   *     &lt;outputDirectory&gt;${project.build.directory}/edge-digits&lt;/outputDirectory&gt;
   *   &lt;/configuration&gt;
   * &lt;/execution&gt;
   * </pre>
   *
   * @since 0.1.0
   */
  @Parameter(
      property = "edge.outputDirectory",
      defaultValue = "${project.build.directory}/edge",
      required = true)
  File outputDirectory;

  /**
   * Name of the model: of its files, of its resource {@code META-INF/edge/<modelName>.onnx}, and in
   * what a server answers. Letters, digits, {@code .}, {@code _} and {@code -}. For example:
   *
   * <pre>{@code <modelName>garments-classifier</modelName>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.modelName", defaultValue = "${project.artifactId}")
  String modelName;

  /**
   * Skips every goal of this plugin, for example in a build that only compiles:
   *
   * <pre>{@code mvn verify -Dedge.skip}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.skip", defaultValue = "false")
  boolean skip;

  /**
   * Runs every stage, whether something it depends on has changed or not:
   *
   * <pre>{@code mvn edge:benchmark -Dedge.force}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.force", defaultValue = "false")
  boolean force;

  /**
   * Arguments for the JVMs that train, export, quantize and measure, separated by blanks. They come
   * after the plugin's own, so they win. For example more memory for a large data set:
   *
   * <pre>{@code <workerJvmArguments>-Xmx4g</workerJvmArguments>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.workerJvmArguments")
  @Nullable String workerJvmArguments;

  /**
   * How many minutes a worker JVM may take before it counts as hanging and is ended. For example:
   *
   * <pre>{@code <timeoutMinutes>480</timeoutMinutes>}</pre>
   *
   * @since 0.1.0
   */
  @Parameter(property = "edge.timeoutMinutes", defaultValue = "120")
  int timeoutMinutes;

  private final MavenServices maven;

  EdgeMojo(MavenServices maven) {
    this.maven = maven;
  }

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("Skipped: edge.skip is set");
      return;
    }
    if (new ReactorModules(session.getProjects(), plugin.getPluginLookupKey())
        .areMeantWithout(project)) {
      getLog()
          .info(
              "Skipped: "
                  + project.getArtifactId()
                  + " does not configure "
                  + plugin.getArtifactId()
                  + ", other modules of this build do");
      return;
    }
    try {
      run();
    } catch (StageException | WorkerException e) {
      throw new MojoExecutionException(e.getMessage(), e);
    } catch (IOException e) {
      throw new MojoExecutionException("A file could not be read or written: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MojoExecutionException("Interrupted; its worker was ended", e);
    }
  }

  abstract void run()
      throws StageException,
          WorkerException,
          IOException,
          InterruptedException,
          MojoFailureException;

  final Workspace workspace() {
    return new Workspace(outputDirectory.toPath(), modelName);
  }

  final Progress progress() {
    return new LogProgress(getLog());
  }

  final String producer() {
    return plugin.getArtifactId() + " " + plugin.getVersion();
  }

  final Workers workers() throws StageException, IOException {
    if (timeoutMinutes <= 0) {
      throw new StageException(
          "<timeoutMinutes> (edge.timeoutMinutes) is "
              + timeoutMinutes
              + "; give the minutes that a worker may take, for example 120");
    }
    return new Workers(
        java(),
        pluginClassPath(),
        new WorkerArtifacts(
            maven.resolver(),
            session.getRepositorySession(),
            project.getRemotePluginRepositories()),
        this::projectClassPath,
        MavenProxy.of(session).orElse(null),
        workerJvmArguments == null ? List.of() : List.of(workerJvmArguments.trim().split("\\s+")),
        Duration.ofMinutes(timeoutMinutes));
  }

  final Releases releases() {
    return new Releases(
        maven.resolver(), session.getRepositorySession(), project.getRemoteProjectRepositories());
  }

  final ModelArtifacts modelArtifacts() {
    return new ModelArtifacts(
        maven.resolver(), session.getRepositorySession(), project.getRemoteProjectRepositories());
  }

  final void checkElements() throws StageException {
    new KnownElements(plugin).check(project, plugin);
  }

  /**
   * Takes the output folder for this model.
   *
   * @throws StageException when an execution with another model has it: the two would replace each
   *     other's files
   */
  final void claimOutputDirectory() throws StageException {
    Object owner = project.getContextValue(contextKey("owner"));
    if (owner != null && !owner.equals(modelName)) {
      throw new StageException(
          "<outputDirectory> (edge.outputDirectory) is "
              + outputDirectory
              + " for <modelName> '"
              + modelName
              + "' and for '"
              + owner
              + "'. A module that makes several models gives each execution a folder of its own, "
              + "for example <outputDirectory>${project.build.directory}/edge-"
              + modelName
              + "</outputDirectory>");
    }
    project.setContextValue(contextKey("owner"), modelName);
  }

  /** Shared by the goals of one build that work in the same output folder. */
  @SuppressWarnings("unchecked") // Nobody else knows the key.
  final Set<String> stagesThatRan() {
    String key = contextKey("ran");
    if (project.getContextValue(key) == null) {
      project.setContextValue(key, new HashSet<String>());
    }
    return (Set<String>) project.getContextValue(key);
  }

  private String contextKey(String what) {
    return EdgeMojo.class.getName() + ":" + what + ":" + outputDirectory.getAbsolutePath();
  }

  /** Attaches a file once: two goals of one build may bring the same one along. */
  final void attach(String type, String classifier, Path file) {
    String unique = classifierPrefix() + classifier;
    boolean attached =
        project.getAttachedArtifacts().stream()
            .anyMatch(a -> type.equals(a.getType()) && unique.equals(a.getClassifier()));
    if (!attached) {
      maven.projectHelper().attachArtifact(project, type, unique, file.toFile());
    }
  }

  /** What the classifiers of this model's artifacts begin with. */
  final String classifierPrefix() {
    return isMainModel() ? "" : modelName + "-";
  }

  /** The one in {@code target/edge}, whose artifacts have the plain classifiers. */
  private boolean isMainModel() {
    Path plain = Path.of(project.getBuild().getDirectory(), "edge");
    return outputDirectory.toPath().toAbsolutePath().equals(plain.toAbsolutePath());
  }

  /** The toolchain's JDK where the build has one, else the one that Maven runs on. */
  private JavaInstallation java() throws StageException, IOException {
    Toolchain jdk = maven.toolchains().getToolchainFromBuildContext("jdk", session);
    if (jdk == null) {
      return JavaInstallation.ofThisProcess();
    }
    getLog().info("Toolchain for the workers: " + jdk);
    String java = jdk.findTool("java");
    if (java == null) {
      throw new StageException(
          "The toolchain for the workers is "
              + jdk
              + ", which has no java command. Correct <jdkHome> in toolchains.xml, or select"
              + " another");
    }
    return JavaInstallation.ofCommand(Path.of(java)).requireUsable();
  }

  private List<Path> pluginClassPath() {
    List<Path> files = new ArrayList<>();
    files.add(plugin.getPluginArtifact().getFile().toPath());
    for (Artifact artifact : plugin.getArtifacts()) {
      if (artifact.getFile() != null && !files.contains(artifact.getFile().toPath())) {
        files.add(artifact.getFile().toPath());
      }
    }
    return files;
  }

  private List<Path> projectClassPath() throws StageException {
    List<Path> files = new ArrayList<>();
    files.add(Path.of(project.getBuild().getOutputDirectory()));
    try {
      for (Dependency dependency :
          maven
              .dependencies()
              .resolve(
                  new DefaultDependencyResolutionRequest(project, session.getRepositorySession()))
              .getResolvedDependencies()) {
        if (!"test".equals(dependency.getScope())) {
          files.add(dependency.getArtifact().getFile().toPath());
        }
      }
    } catch (DependencyResolutionException e) {
      throw new StageException(
          "<blockFactory> and a dataset's <className> need the project's dependencies, and they"
              + " could not be resolved: "
              + e.getMessage(),
          e);
    }
    return files;
  }
}
