package io.edge4j.runtime.http;

import static java.util.Objects.requireNonNull;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets a bounded number of tasks run at once and a bounded number wait. A quick task runs on the
 * thread that brings it when a worker is free, so that an idle server pays for no hand-over; any
 * other runs on the executor. No thread ever blocks.
 *
 * <p>Starts closed: tasks wait until {@link #open}.
 */
final class WorkQueue {
  private final int workers;
  private final int capacity;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /** Tasks that run, wait, or are about to wait; while closed, one phantom for each worker. */
  private final AtomicInteger present;

  private volatile @Nullable Executor executor;

  WorkQueue(int workers, int waiting) {
    this.workers = workers;
    this.capacity = Math.addExact(workers, waiting);
    this.present = new AtomicInteger(workers);
  }

  /** Lets the tasks that wait run, and those that come. */
  void open(Executor threads) {
    executor = threads;
    for (int i = 0; i < workers; i++) {
      leave();
    }
  }

  /** Whether a task brought now would be refused. */
  boolean isFull() {
    return present.get() >= capacity;
  }

  /**
   * Runs the task now or later.
   *
   * @param quick whether it may run on this thread
   * @return false when it was refused, because as many as may are waiting
   */
  boolean offer(Runnable task, boolean quick) {
    int before;
    do {
      before = present.get();
      if (before >= capacity) {
        return false;
      }
    } while (!present.compareAndSet(before, before + 1));
    if (before >= workers) {
      waiting.add(task);
    } else if (quick) {
      run(task);
      leave();
    } else {
      threads()
          .execute(
              () -> {
                run(task);
                leave();
              });
    }
    return true;
  }

  /** A worker is free: whoever waits takes its place, on a thread of the executor. */
  private void leave() {
    if (present.decrementAndGet() >= workers) {
      threads().execute(this::runWaiting);
    }
  }

  /** While the queue is closed every task waits, so whoever asks comes after {@link #open}. */
  private Executor threads() {
    return requireNonNull(executor);
  }

  private void runWaiting() {
    do {
      Runnable next = waiting.poll();
      while (next == null) {
        // Counted, but not yet added by the thread that brings it.
        Thread.onSpinWait();
        next = waiting.poll();
      }
      run(next);
    } while (present.decrementAndGet() >= workers);
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      Thread.UncaughtExceptionHandler handler =
          Thread.currentThread().getUncaughtExceptionHandler();
      handler.uncaughtException(Thread.currentThread(), e);
    }
  }
}
