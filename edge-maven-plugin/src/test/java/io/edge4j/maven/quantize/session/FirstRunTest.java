package io.edge4j.maven.quantize.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edge4j.maven.stage.StageException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FirstRunTest {

  @Test
  void aRunBesideEndsBeforeItsPlaceIsCleared() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    FirstRun run = FirstRun.beside(() -> waitFor(go, ended));
    assertThat(ended).isFalse();
    go.countDown();
    run.close();
    assertThat(ended).isTrue();
  }

  @Test
  void whatItThrewIsTold() {
    assertThatThrownBy(
            () -> {
              try (FirstRun run = FirstRun.beside(FirstRunTest::refuse)) {
                run.await();
              }
            })
        .isInstanceOf(StageException.class)
        .hasMessage("no model");
    assertThatThrownBy(() -> FirstRun.now(FirstRunTest::refuse)).isInstanceOf(StageException.class);
    assertThatThrownBy(
            () ->
                FirstRun.now(
                    () -> {
                      throw new IOException("no disk");
                    }))
        .isInstanceOf(IOException.class);
  }

  private static void refuse() throws StageException {
    throw new StageException("no model");
  }

  private static void waitFor(CountDownLatch go, AtomicBoolean ended) {
    try {
      go.await();
      ended.set(true);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
