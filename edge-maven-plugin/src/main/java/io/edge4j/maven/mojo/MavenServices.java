package io.edge4j.maven.mojo;

import javax.inject.Inject;
import javax.inject.Named;
import org.apache.maven.project.MavenProjectHelper;
import org.apache.maven.project.ProjectDependenciesResolver;
import org.apache.maven.toolchain.ToolchainManager;
import org.eclipse.aether.RepositorySystem;

/** The parts of Maven that goals use, injected as one. */
@Named
final class MavenServices {
  private final RepositorySystem resolver;
  private final ProjectDependenciesResolver dependencies;
  private final MavenProjectHelper projectHelper;
  private final ToolchainManager toolchains;

  @Inject
  MavenServices(
      RepositorySystem resolver,
      ProjectDependenciesResolver dependencies,
      MavenProjectHelper projectHelper,
      ToolchainManager toolchains) {
    this.resolver = resolver;
    this.dependencies = dependencies;
    this.projectHelper = projectHelper;
    this.toolchains = toolchains;
  }

  RepositorySystem resolver() {
    return resolver;
  }

  ProjectDependenciesResolver dependencies() {
    return dependencies;
  }

  MavenProjectHelper projectHelper() {
    return projectHelper;
  }

  ToolchainManager toolchains() {
    return toolchains;
  }
}
