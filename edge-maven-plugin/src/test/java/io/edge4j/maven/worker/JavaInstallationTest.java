package io.edge4j.maven.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaInstallationTest {
  @TempDir Path home;

  @Test
  void theOneThatRunsThisTestIsUsable() throws Exception {
    JavaInstallation java = JavaInstallation.ofThisProcess().requireUsable();
    assertThat(java.feature()).isEqualTo(Runtime.version().feature());
    assertThat(JavaInstallation.ofCommand(java.command())).isEqualTo(java);
  }

  @Test
  void oneWithoutJavaIsRefused() {
    assertThatThrownBy(() -> new JavaInstallation(home).requireUsable())
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(home.toString(), "<jdkHome>", "toolchains.xml");
  }

  @Test
  void oneThatIsTooOldIsRefused() throws Exception {
    assertRefusedAs("1.8.0_492", "Java 8");
    assertRefusedAs("11.0.22", "Java 11");
  }

  private void assertRefusedAs(String version, String name) throws IOException {
    JavaInstallation java = new JavaInstallation(home);
    Files.createDirectories(java.command().getParent());
    Files.write(java.command(), new byte[0]);
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    assertThatThrownBy(java::requireUsable)
        .isInstanceOf(StageException.class)
        .hasMessageContainingAll(home.toString(), "is " + name, "Java 17 or later");
  }
}
