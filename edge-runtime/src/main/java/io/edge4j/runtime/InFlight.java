package io.edge4j.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the calls that use a native object, so that it is closed only when the last has left:
 * closing a session under a running prediction crashes the JVM. One atomic addition to enter and
 * one to leave; nobody but the closer ever waits.
 */
final class InFlight {
  private static final int CLOSED = 1;
  private static final int CALL = 2;

  /** Twice the number of calls inside, plus one when closed. */
  private final AtomicInteger state = new AtomicInteger();

  private final CountDownLatch drained = new CountDownLatch(1);

  /** Enters, unless closed; whoever got {@code true} must {@link #leave()}. */
  boolean enter() {
    if ((state.getAndAdd(CALL) & CLOSED) == 0) {
      return true;
    }
    leave();
    return false;
  }

  void leave() {
    if (state.addAndGet(-CALL) == CLOSED) {
      drained.countDown();
    }
  }

  /**
   * Lets nobody in from now on and waits until everybody has left, however long that takes.
   *
   * @return whether this call was the one that closed
   */
  boolean close() {
    int before = state.getAndUpdate(s -> s | CLOSED);
    if (before == 0) {
      drained.countDown();
    }
    boolean interrupted = false;
    while (true) {
      try {
        drained.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return (before & CLOSED) == 0;
  }
}
