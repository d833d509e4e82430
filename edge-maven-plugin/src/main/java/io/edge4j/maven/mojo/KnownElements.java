package io.edge4j.maven.mojo;

import io.edge4j.maven.stage.StageException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * Refuses elements of the pom's {@code <configuration>} that no goal knows. Maven warns at most and
 * goes on with the default: a misspelt gate would then never fail.
 */
final class KnownElements {
  /** How much of a misspelt name has to be right for a guess. */
  private static final int COMMON_LETTERS = 3;

  private final Set<String> known = new TreeSet<>();

  KnownElements(PluginDescriptor descriptor) {
    descriptor.getMojos().stream()
        .flatMap(mojo -> mojo.getParameters().stream())
        .filter(parameter -> parameter.isEditable())
        .forEach(parameter -> known.add(parameter.getName()));
  }

  /**
   * @throws StageException naming the element and what it may have meant
   */
  void check(MavenProject project, PluginDescriptor descriptor) throws StageException {
    Plugin plugin = project.getPlugin(descriptor.getPluginLookupKey());
    if (plugin == null) {
      return; // Called from the command line in a project that does not declare the plugin.
    }
    check(plugin, "");
    for (ConfigurationContainer execution : plugin.getExecutions()) {
      check(execution, " of an execution");
    }
  }

  private void check(ConfigurationContainer container, String where) throws StageException {
    if (!(container.getConfiguration() instanceof Xpp3Dom configuration)) {
      return;
    }
    for (Xpp3Dom element : configuration.getChildren()) {
      if (!known.contains(element.getName())) {
        throw new StageException(
            "<"
                + element.getName()
                + "> in the <configuration>"
                + where
                + " is '"
                + value(element)
                + "', and there is no such parameter; "
                + remedy(element.getName()));
      }
    }
  }

  private static String value(Xpp3Dom element) {
    return element.getChildCount() > 0
        ? "<" + element.getChild(0).getName() + ">..."
        : element.getValue();
  }

  private String remedy(String name) {
    String beginning = name.substring(0, Math.min(COMMON_LETTERS, name.length()));
    String alike =
        known.stream()
            .filter(parameter -> parameter.startsWith(beginning))
            .collect(Collectors.joining(", "));
    return alike.isEmpty()
        ? "remove it, or use one of " + String.join(", ", known)
        : "did you mean one of these: " + alike + "?";
  }
}
