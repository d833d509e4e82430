package io.edge4j.maven.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorePinningTest {

  @Test
  void severalThreadsAreNotPinned() throws Exception {
    assertThat(CorePinning.pinThisThread(2)).isEqualTo("not pinned: 2 threads per engine");
  }

  @Test
  void reportSaysTheCoreOrTheReason() throws Exception {
    // On a thread of its own: it stays pinned for the rest of its life.
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      assertThat(thread.submit(() -> CorePinning.pinThisThread(1)).get())
          .matches("measuring thread pinned to core \\d+|core \\d+, the only one.*|not pinned: .+");
    } finally {
      thread.shutdown();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"0-3;3", "0,2;2", "5;5", "0-1,4-7;7"})
  void lastAllowedCoreIsTaken(String allowed, String core) {
    assertThat(CorePinning.lastOf(allowed)).isEqualTo(core);
  }
}
