package io.edge4j.maven.mojo;

import java.util.List;
import org.apache.maven.project.MavenProject;

/**
 * The modules of a build. A goal that is started at the root of a reactor runs in all of them, also
 * in those that have no model.
 *
 * @param all of the reactor
 * @param plugin key of this plugin, {@code groupId:artifactId}
 */
record ReactorModules(List<MavenProject> all, String plugin) {
  ReactorModules {
    all = List.copyOf(all);
  }

  /** Whether a module does not configure the plugin, and another one of the build does. */
  boolean areMeantWithout(MavenProject module) {
    return !configures(module) && all.stream().anyMatch(this::configures);
  }

  private boolean configures(MavenProject module) {
    return module.getPlugin(plugin) != null;
  }
}
