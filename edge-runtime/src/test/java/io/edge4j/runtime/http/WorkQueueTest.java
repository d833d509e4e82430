package io.edge4j.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private final ExecutorService threads = Executors.newFixedThreadPool(8);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void tasksWaitUntilItOpensAndNoMoreThanMayWait() throws InterruptedException {
    WorkQueue queue = new WorkQueue(2, 3);
    CountDownLatch done = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      assertThat(queue.offer(done::countDown, true)).isTrue();
    }
    assertThat(queue.isFull()).isTrue();
    assertThat(queue.offer(done::countDown, true)).isFalse();
    assertThat(done.getCount()).isEqualTo(3);
    queue.open(threads);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aQuickTaskRunsOnTheThreadThatBringsIt() {
    WorkQueue queue = new WorkQueue(1, 0);
    queue.open(threads);
    List<Thread> ran = new ArrayList<>();
    assertThat(queue.offer(() -> ran.add(Thread.currentThread()), true)).isTrue();
    assertThat(ran).containsExactly(Thread.currentThread());
  }

  @Test
  void aSlowTaskOccupiesItsWorkerAndNobodyElse() throws InterruptedException {
    WorkQueue queue = new WorkQueue(1, 1);
    queue.open(threads);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(2);
    Runnable slow =
        () -> {
          awaitQuietly(release);
          done.countDown();
        };
    assertThat(queue.offer(slow, false)).isTrue();
    assertThat(queue.offer(slow, false)).isTrue();
    assertThat(queue.offer(slow, false)).as("one runs and one waits").isFalse();
    release.countDown();
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void everyAcceptedTaskRunsExactlyOnceUnderManyThreads() throws InterruptedException {
    WorkQueue queue = new WorkQueue(2, 5);
    queue.open(threads);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    AtomicInteger accepted = new AtomicInteger();
    Runnable task =
        () -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          ran.incrementAndGet();
          running.decrementAndGet();
        };
    List<Thread> bringers = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      boolean quick = t % 2 == 0;
      Thread bringer =
          new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  if (queue.offer(task, quick)) {
                    accepted.incrementAndGet();
                  }
                }
              });
      bringer.start();
      bringers.add(bringer);
    }
    for (Thread bringer : bringers) {
      bringer.join();
    }
    CountDownLatch last = new CountDownLatch(1);
    while (!queue.offer(last::countDown, false)) {
      Thread.onSpinWait();
    }
    assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
    while (ran.get() < accepted.get()) {
      Thread.onSpinWait();
    }
    assertThat(ran).hasValue(accepted.get());
    assertThat(most.get()).isLessThanOrEqualTo(2);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
