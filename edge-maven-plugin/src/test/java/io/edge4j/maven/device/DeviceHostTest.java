package io.edge4j.maven.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceHostTest {
  private static final Device BOARD = Device.launchedBy("sh");
  private static final List<String> PI =
      List.of(
          "system=Linux",
          "machine=aarch64",
          "java=/usr/bin/java",
          "java.version=17.0.9",
          "os.arch=aarch64",
          "free=/dev/root 61000000 9000000 51000000 15% /",
          "part=abc");

  @Test
  void aRaspberryPiIsUnderstood() throws Exception {
    DeviceHost host = DeviceHost.of(BOARD, PI);
    assertThat(host.platform()).isEqualTo("linux-aarch64");
    assertThat(host.feature()).isEqualTo(17);
    assertThat(host.freeKilobytes()).isEqualTo(51_000_000);
    assertThat(host.parts()).containsExactly("abc");
  }

  @Test
  void whatDfSaysInTwoLinesIsUnderstood() throws Exception {
    assertThat(
            DeviceHost.of(BOARD, with("free=", "free=                 61000 9000 52000 15% /data"))
                .freeKilobytes())
        .isEqualTo(52_000);
  }

  @Test
  void javaThatIsTooOldIsRefused() {
    assertThatThrownBy(() -> DeviceHost.of(BOARD, with("java.version", "java.version=11.0.2")))
        .isInstanceOf(DeviceException.class)
        .hasMessage(
            "Device device: its '/usr/bin/java' is Java 11.0.2; Java 17 or later is needed. Install"
                + " one, or name it in <java>");
  }

  @Test
  void aSystemOf32BitsIsRefusedThoughItsKernelHas64() {
    assertThatThrownBy(() -> DeviceHost.of(BOARD, with("os.arch", "os.arch=arm")))
        .hasMessageContaining("its Java runs on Linux arm (uname says aarch64)")
        .hasMessageContaining("Install a 64-bit system and Java there");
  }

  @Test
  void muslIsRefused() {
    List<String> alpine = new ArrayList<>(PI);
    alpine.add("libc=musl");
    assertThatThrownBy(() -> DeviceHost.of(BOARD, alpine))
        .hasMessageContaining("musl")
        .hasMessageContaining("eclipse-temurin:17-jre");
  }

  @Test
  void aLauncherIsSplitAsAShellSplitsIt() throws StageException {
    assertThat(Device.launchedBy("ssh -o 'Proxy Command=a b' \"pi@host\"  sh").words())
        .containsExactly("ssh", "-o", "Proxy Command=a b", "pi@host", "sh");
  }

  @Test
  void aQuoteThatStaysOpenIsRefused() {
    assertThatThrownBy(() -> Device.launchedBy("ssh 'pi").words())
        .hasMessageContaining("<launcher> is 'ssh 'pi', where a quote is not closed");
  }

  private static List<String> with(String prefix, String line) {
    List<String> changed = new ArrayList<>(PI);
    changed.replaceAll(old -> old.startsWith(prefix) ? line : old);
    return changed;
  }
}
