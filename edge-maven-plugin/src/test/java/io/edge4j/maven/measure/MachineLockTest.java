package io.edge4j.maven.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.FileMutex;
import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineLockTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void secondOneWaitsAndSaysSoOnce() throws Exception {
    FileMutex first = acquire(SHORT);
    assertThatThrownBy(() -> acquire(SHORT))
        .isInstanceOf(StageException.class)
        .hasMessageContaining("Another benchmark on this machine still runs")
        .hasMessageEndingWith("Two at once would measure each other. Let it end");
    assertThat(said)
        .singleElement()
        .asString()
        .matches(
            "Another benchmark runs on this machine, process %d of %s since [^:]+:..:..Z: waiting for it to end"
                .formatted(
                    ProcessHandle.current().pid(), Pattern.quote(System.getProperty("user.name"))));
    first.close();
    acquire(SHORT).close();
  }

  /** Everybody may write to the file, and a log is read in terminals. */
  @Test
  void whatOthersWroteIntoTheFileIsNotSaid() throws Exception {
    FileMutex first = acquire(SHORT);
    Files.writeString(folder.resolve("lock"), "process 1 of \u001b[31mroot since now");
    assertThatThrownBy(() -> acquire(SHORT)).isInstanceOf(StageException.class);
    assertThat(said)
        .containsExactly("Another benchmark runs on this machine: waiting for it to end");
    first.close();
  }

  @Test
  void killedHolderBlocksNobody() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                folder.resolve("lock").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(holder.getInputStream().read()).isEqualTo('h');
    assertThatThrownBy(() -> acquire(SHORT)).isInstanceOf(StageException.class);
    holder.destroyForcibly();
    assertThat(holder.waitFor(60, TimeUnit.SECONDS)).isTrue();
    acquire(LONG).close();
  }

  private FileMutex acquire(Duration longest)
      throws StageException, IOException, InterruptedException {
    return MachineLock.acquire(folder.resolve("lock"), longest, "Let it end", said::add);
  }

  /** A process that takes the lock, says so, and keeps it until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (FileMutex held = MachineLock.acquire(Path.of(args[0]), LONG, "Let it end", line -> {})) {
        System.out.print(held == null ? 'n' : 'h');
        System.out.flush();
        Thread.sleep(LONG.toMillis());
      }
    }
  }
}
