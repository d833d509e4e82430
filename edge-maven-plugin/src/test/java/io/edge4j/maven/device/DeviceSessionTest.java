package io.edge4j.maven.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What limits a device's patience and its disk. */
class DeviceSessionTest {
  @TempDir Path folder;

  @BeforeEach
  void requireShell() {
    assumeThat(File.separator).as("launcher sh").isEqualTo("/");
  }

  @Test
  void aDeviceThatSaysNothingIsGivenUpWithItsName() {
    // Its shell answers the first line, and then nothing.
    String launcher = "sh -c 'head -n 1 | sh; exec sleep 600'";
    Device silent = new Device("attic", launcher, "", "", List.of(), 1);
    assertThatThrownBy(() -> DeviceSession.open(silent, line -> {}).close())
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("attic")
        .hasMessageContaining("it said nothing for too long")
        .hasMessageContaining("<timeout> (1 s)");
  }

  @Test
  void whatWasLongestNotUsedMakesRoom() throws Exception {
    Path parts = Files.createDirectories(folder.resolve("parts"));
    Path job = Files.createDirectories(folder.resolve("jobs/1"));
    Instant now = Instant.now();
    part(parts.resolve("oldest"), 100, now.minusSeconds(300));
    part(parts.resolve("older"), 300, now.minusSeconds(200));
    part(parts.resolve("newest"), 600, now.minusSeconds(100));

    ProcessBuilder sh = new ProcessBuilder("sh", "-c", DeviceSession.tidying(950)).inheritIO();
    sh.environment().put("dir", folder.toString());
    sh.environment().put("job", job.toString());
    Process tidying = sh.start();
    assertThat(tidying.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(tidying.exitValue()).isZero();

    assertThat(parts).isDirectoryNotContaining("glob:**/oldest");
    assertThat(parts.resolve("older")).exists();
    assertThat(parts.resolve("newest")).exists();
    assertThat(job).doesNotExist();
  }

  private static void part(Path file, int kilobytes, Instant used) throws Exception {
    Files.write(file, new byte[kilobytes * 1024]);
    Files.setLastModifiedTime(file, FileTime.from(used));
  }
}
