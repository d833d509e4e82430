package io.edge4j.maven.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginManagement;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;

/** A goal that is started at the root of a reactor runs where the plugin is configured. */
class ReactorModulesTest {
  private static final String PLUGIN = "io.edge4j:edge-maven-plugin";

  @Test
  void aModuleWithoutThePluginIsNotMeantWhereAnotherHasIt() {
    MavenProject parent = managing("parent");
    MavenProject library = new MavenProject(model("library"));
    MavenProject model = configuring("model");
    ReactorModules modules = new ReactorModules(List.of(parent, library, model), PLUGIN);

    assertThat(modules.areMeantWithout(parent)).isTrue();
    assertThat(modules.areMeantWithout(library)).isTrue();
    assertThat(modules.areMeantWithout(model)).isFalse();
  }

  @Test
  void whereNobodyConfiguresItTheCommandLineMeansAll() {
    MavenProject one = new MavenProject(model("one"));
    MavenProject other = managing("other");

    assertThat(new ReactorModules(List.of(one, other), PLUGIN).areMeantWithout(one)).isFalse();
  }

  private static MavenProject configuring(String name) {
    Model model = model(name);
    model.getBuild().addPlugin(plugin());
    return new MavenProject(model);
  }

  /** A version in {@code <pluginManagement>} configures no module. */
  private static MavenProject managing(String name) {
    Model model = model(name);
    PluginManagement management = new PluginManagement();
    management.addPlugin(plugin());
    model.getBuild().setPluginManagement(management);
    return new MavenProject(model);
  }

  private static Model model(String name) {
    Model model = new Model();
    model.setGroupId("com.example");
    model.setArtifactId(name);
    model.setVersion("1");
    model.setBuild(new Build());
    return model;
  }

  private static Plugin plugin() {
    Plugin plugin = new Plugin();
    plugin.setGroupId("io.edge4j");
    plugin.setArtifactId("edge-maven-plugin");
    return plugin;
  }
}
